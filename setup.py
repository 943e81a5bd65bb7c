"""The package has one name, zombielaw; its parts keep their folders beside it."""

from setuptools import find_packages, setup

CODE, FILES = ("sim", "experiments"), ("configs", "data")

setup(
    packages=[
        "zombielaw",
        *(f"zombielaw.{name}" for name in find_packages() if name.split(".")[0] in CODE),
        *(f"zombielaw.{name}" for name in FILES),
    ],
    package_dir={f"zombielaw.{part}": part for part in (*CODE, *FILES)},
    package_data={
        "": ["*.csv", "*.md", "*.mplstyle"],
        "zombielaw.experiments.explorer": ["*.css", "*.js", "*.yaml"],
        "zombielaw.experiments.designs": ["*.txt"],
        "zombielaw.experiments.offences": ["*.txt"],
        "zombielaw.experiments.opinion": ["*.txt", "tables/*.csv"],
        "zombielaw.experiments.words": ["*.yaml", "*.txt"],
        "zombielaw.configs": ["*.yaml", "*/*.yaml"],
        "zombielaw.data": ["*.csv", "*.yaml", "offences/*.yaml"],
    },
)
