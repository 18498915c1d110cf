"""Ways through the flows that several tests walk."""

TO_THE_NUMBER = ("standalone", "nothing", "known", "answer=Ana", "answer=Ben")
TO_THE_COUNT = (*TO_THE_NUMBER, "answer=0912 345 678", "good", "ready")
TO_WAITING = (*TO_THE_COUNT, "answer=3, last 4 hours ago", "wait")  # free again in 20 hours
TO_THE_CALL = (*TO_THE_COUNT, "skip", "at_prompt", "opened", "chosen", "opened", "see_it")
TO_THE_REASON = ("removing", "understood", "answer=prod")
TO_REMOVED = (
    *(*TO_THE_REASON, "answer=Account is closed tomorrow", "ready"),
    *("removed", "none_left", "later", "told"),
)
