"""The explorer: a page in the browser on which levers are moved and their effect is seen.

``state`` holds an address, ``work`` the answers of the model, ``display`` and ``desks`` what is shown of these, and
``page``, ``panel`` and ``views`` the page itself. Only these three and ``site`` know NiceGUI, which the extra
``[explorer]`` brings.
"""
