"""The package has one name, zombielaw; its parts keep their folders beside it."""

from setuptools import find_packages, setup

CODE, FILES = ("sim", "experiments"), ("configs", "data", "docs")
FOLDERS = [f"zombielaw.{name}" for name in find_packages() if name.split(".")[0] in CODE]

setup(
    packages=["zombielaw", *FOLDERS, *(f"zombielaw.{name}" for name in FILES)],
    package_dir={f"zombielaw.{part}": part for part in (*CODE, *FILES)},
    package_data={
        **{folder: ["*.csv", "*.j2", "*.md", "*.mplstyle"] for folder in FOLDERS},
        "zombielaw.experiments.explorer": ["*.css", "*.j2", "*.js", "*.yaml"],
        "zombielaw.experiments.data": ["*.csv", "*.txt"],
        "zombielaw.experiments.offences": ["*.txt"],
        "zombielaw.experiments.opinion": ["*.csv", "*.txt", "tables/*.csv", "templates/*.j2"],
        "zombielaw.experiments.words": ["*.csv", "*.txt", "*.yaml"],
        "zombielaw.docs": ["ODD.md"],
        "zombielaw.configs": ["*.yaml", "*/*.yaml"],
        "zombielaw.data": [
            "*.csv",
            "*.md",
            "*.yaml",
            "offences/*.csv",
            "offences/*.yaml",
            "offences/second/*",
            "judgments/*",
        ],
    },
)
