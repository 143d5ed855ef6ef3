"""The protocol over gRPC. kserve's own server listens on every interface, takes 8 MiB, and passes over versions."""

from typing import Any

from grpc import aio
from kserve.protocol.grpc import grpc_predict_v2_pb2 as messages
from kserve.protocol.grpc.grpc_predict_v2_pb2_grpc import add_GRPCInferenceServiceServicer_to_server
from kserve.protocol.grpc.interceptors import ExceptionToStatusInterceptor
from kserve.protocol.grpc.server import GRPCServer
from kserve.protocol.grpc.servicer import InferenceServicer

from services.inference.predictor.dataplane import NoRepository, ReaderDataPlane
from services.inference.predictor.rest import MOST_BYTES

_OPTIONS = (
    ("grpc.max_receive_message_length", MOST_BYTES),
    ("grpc.max_send_message_length", MOST_BYTES),
)


class GrpcServer(GRPCServer):  # type: ignore[misc]
    """Serves the same data plane as REST does."""

    def __init__(
        self, host: str, port: int, dataplane: ReaderDataPlane, repository: NoRepository, grace: int
    ) -> None:
        super().__init__(port, dataplane, repository, kwargs={}, grace_period=grace)
        self._address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    async def start(self, max_workers: int = 1) -> None:  # noqa: ARG002
        """Serve until stopped. All calls are answered from the event loop; the model has a thread of its own."""
        self._server = aio.server(interceptors=(ExceptionToStatusInterceptor(),), options=_OPTIONS)
        servicer = _Servicer(self._data_plane, self._model_repository_extension)
        add_GRPCInferenceServiceServicer_to_server(servicer, self._server)
        self._server.add_insecure_port(self._address)
        await self._server.start()
        await self._server.wait_for_termination()


class _Servicer(InferenceServicer):  # type: ignore[misc]
    async def ModelReady(self, request: Any, context: Any) -> Any:  # noqa: N802
        self._data_plane.check_version(request.name, request.version)
        return await super().ModelReady(request, context)

    async def ModelMetadata(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        self._data_plane.check_version(request.name, request.version)
        return messages.ModelMetadataResponse(**await self._data_plane.model_metadata(request.name))
