import os

# --8<-- [start:run]
    def run():
        # --8<-- [start:inner]
        return 1
        # --8<-- [end:inner]
# --8<-- [end:run]
# --8<-- [start:open]
last = 1
