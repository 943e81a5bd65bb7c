"""The explorer: a page in the browser on which levers are moved and their effect is seen.

``state`` is what an address says, ``work`` what the model answers, ``charts`` how it is drawn, and ``page`` with the
``view_*`` files what is shown. Only ``page``, ``parts``, ``serve`` and the views know NiceGUI, which the extra
``[explorer]`` brings.
"""
