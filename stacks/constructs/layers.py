"""The layers that functions share, from folders that were built beforehand (`make layers`)."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import AssetHashType
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.packaging import LayerFolders


class Layers(Construct):
    """Our own code, what it imports, and two for few: sketches, and the database that writes the archive."""

    def __init__(
        self, scope: Construct, id_: str, *, folders: LayerFolders, architecture: lambda_.Architecture
    ) -> None:
        super().__init__(scope, id_)
        self.core = self._layer("Core", folders.core, architecture)
        self.vendor = self._layer("Vendor", folders.vendor, architecture)
        self.analytics = self._layer("Analytics", folders.analytics, architecture)
        self.archive = self._layer("Archive", folders.archive, architecture)

    def _layer(self, id_: str, folder: Path, architecture: lambda_.Architecture) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            id_,
            code=lambda_.Code.from_asset(
                str(folder),
                asset_hash_type=AssetHashType.CUSTOM,
                asset_hash=f"{id_}-{folder.name}",
            ),
            compatible_architectures=[architecture],
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
        )
