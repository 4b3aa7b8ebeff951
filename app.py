"""Synthesise the CDK app: context in, cloud assembly out. Makes no AWS call."""

from __future__ import annotations

from stacks.deployment import build, new_app
from tools.build_layers import build_layers

if __name__ == "__main__":
    app = new_app()
    build(app, layers=build_layers)
    app.synth()
