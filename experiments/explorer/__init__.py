"""The explorer: a page in the browser on which levers are moved and their effect is seen.

``state`` holds an address, ``work`` the answers of the model, ``charts`` the charts of these, and ``page`` with the
``view_*`` files the page itself. Only ``page``, ``parts``, ``serve`` and the views know NiceGUI, which the extra
``[explorer]`` brings.
"""
