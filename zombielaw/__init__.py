"""zombielaw: a laboratory for how provisions live and die in practice. Art. 286-1 against Art. 287-2.

``zombielaw.sim`` is the model, ``zombielaw.experiments`` what is asked of it. In an installed package both lie in this
folder; in a checkout they lie beside it.
"""

from pathlib import Path

_here = Path(__file__).resolve().parent
if not (_here / "sim").is_dir():
    __path__.append(str(_here.parent))
