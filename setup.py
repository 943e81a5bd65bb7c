"""The package has one name, zombielaw; its two halves keep their folders, sim/ and experiments/."""

from setuptools import find_packages, setup

HALVES = ("sim", "experiments")

setup(
    packages=["zombielaw", *(f"zombielaw.{name}" for name in find_packages() if name.split(".")[0] in HALVES)],
    package_dir={f"zombielaw.{half}": half for half in HALVES},
    package_data={"": ["*.csv", "*.mplstyle"]},
)
