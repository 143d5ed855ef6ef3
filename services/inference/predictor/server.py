"""kserve's server, on the interface that the settings name and with our side of the protocol."""

import asyncio
import math

from kserve import ModelServer
from kserve.model_server import app

from services.inference.predictor.dataplane import NoRepository, ReaderDataPlane
from services.inference.predictor.grpc_server import GrpcServer
from services.inference.predictor.refusals import refuse_as_the_protocol_says
from services.inference.predictor.rest import add_routes
from services.inference.settings import Settings

_GRPC_GRACE_SECONDS = 10
"""Comes after REST has finished, and is over before Kubernetes loses its patience."""


class Server(ModelServer):  # type: ignore[misc]
    """Serves REST, and gRPC where the settings name a port. On SIGTERM it finishes what is under way, then ends."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            http_port=settings.http.port,
            enable_grpc=False,  # ours takes its place
            enable_latency_logging=False,
            grace_period=math.ceil(settings.stop_seconds),
        )
        self._settings = settings
        self.dataplane = ReaderDataPlane(model_registry=self.registered_models)
        self.model_repository_extension = NoRepository(self.registered_models)
        add_routes(app, self.dataplane)
        refuse_as_the_protocol_says(app)

    def stop(self, sig: int) -> None:
        """Called once REST has finished. kserve's own would take the model from gRPC's requests under way."""
        if self._grpc_server is not None:
            self._stopping = asyncio.create_task(self._grpc_server.stop(sig))

    async def _serve(self) -> None:
        host, port = self._settings.http.host, self._settings.grpc_port
        self._rest_server.config.host = host
        if port is not None:
            self._grpc_server = GrpcServer(
                host, port, self.dataplane, self.model_repository_extension, _GRPC_GRACE_SECONDS
            )
            self.servers.append(self._grpc_server.start())
        await super()._serve()
