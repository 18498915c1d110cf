"""What processes of these tests are forked off: it has read everything, and the garbage collection
of none looks at that again. So a start costs a fifth of a second.
"""

import gc

from bot.texts.countries import by_name
from bot.texts.languages import available
from tests.chaos import teller, worker

READ = (teller, worker, by_name(available()))
gc.collect()
gc.freeze()
