"""Settings files for Hydra: checked as every user's file is, before Hydra reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from hydra._internal.core_plugins.file_config_source import FileConfigSource
from hydra._internal.sources_registry import SourcesRegistry
from hydra.plugins.config_source import ConfigResult
from omegaconf import OmegaConf

from zombielaw.experiments.data.files import LARGEST_YAML, text_of, yaml_in


class _Read(FileConfigSource):
    """A folder of settings files."""

    def load_config(self, config_path: str) -> ConfigResult:
        """Load a file of the folder. Raises InputError: as ``read_yaml_file`` does."""
        path = Path(self.path) / self._normalize_file_name(config_path)
        text = text_of(path, "not valid YAML", largest=LARGEST_YAML)
        yaml_in(text, path)
        return ConfigResult(
            provider=self.provider,
            path=f"{self.scheme()}://{self.path}",
            config=OmegaConf.load(StringIO(text)),
            header=self._get_header_dict(text[:512]),
        )


@contextmanager
def read_first() -> Iterator[None]:
    """Context in which Hydra reads a user's settings files only after they were checked."""
    kinds = SourcesRegistry.instance().types
    usual = kinds[_Read.scheme()]
    kinds[_Read.scheme()] = _Read
    try:
        yield
    finally:
        kinds[_Read.scheme()] = usual
