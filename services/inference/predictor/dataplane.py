"""What kserve's REST and gRPC sides both ask: who the server is, whether it is ready, and which versions it knows."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from kserve.errors import InvalidInput
from kserve.protocol.dataplane import DataPlane
from kserve.protocol.model_repository_extension import ModelRepositoryExtension

from services.inference.predictor.asking import unknown_version


class ReaderDataPlane(DataPlane):  # type: ignore[misc]
    """kserve's own, but it knows of versions, and is ready only while its model is."""

    def metadata(self) -> dict[str, Any]:
        """See DataPlane.metadata."""
        return {"name": "recto", "version": _own_version(), "extensions": ["binary_tensor_data"]}

    async def ready(self) -> bool:
        """See DataPlane.ready."""
        names = list(self.model_registry.get_models())
        return bool(names) and all([await self.model_registry.is_model_ready(name) for name in names])

    async def model_metadata(self, model_name: str) -> dict[str, Any]:
        """See DataPlane.model_metadata."""
        about: dict[str, Any] = await super().model_metadata(model_name)
        versions = list(self.get_model_from_registry(model_name).versions)
        return {**about, "platform": "recto", "versions": versions}

    def check_version(self, model_name: str, asked: str | None) -> None:
        """Raises ModelNotFound unless that model can be asked for by that version, or by none."""
        if asked and asked not in self.get_model_from_registry(model_name).versions:
            raise unknown_version(asked)


class NoRepository(ModelRepositoryExtension):  # type: ignore[misc]
    """Loads and unloads nothing: any client could have emptied the server, which would have gone on being ready."""

    async def load(self, model_name: str) -> None:
        """See ModelRepositoryExtension.load."""
        raise InvalidInput(f"{model_name} is not loaded by hand: each request says which weights are to read")

    async def unload(self, model_name: str) -> None:
        """See ModelRepositoryExtension.unload."""
        await self.load(model_name)


def _own_version() -> str:
    try:
        return version("recto")
    except PackageNotFoundError:  # run from its sources
        return "0"
