"""How long a test waits for what must come: only so that one which waits in vain does not hang.

On a busy machine everything takes longer, and nothing is wrong with it.
"""

HANGING = 30.0  # seconds
