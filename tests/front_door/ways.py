"""Ways through the flows that several tests walk."""

TO_THE_NUMBER = ("broken", "standalone", "nothing", "skip")
TO_THE_COUNT = (*TO_THE_NUMBER, "answer=0912 345 678", "use_it")
TO_WAITING = (*TO_THE_COUNT, "answer=3, last 4 hours ago", "wait")  # free again in 20 hours
TO_THE_CALL = (*TO_THE_COUNT, "skip", "opened", "chosen", "opened")
TO_THE_REASON = ("removing", "understood", "answer=prod")
TO_REMOVED = (
    *(*TO_THE_REASON, "answer=Account is closed tomorrow", "ready"),
    *("removed", "none_left", "later", "told"),
)
