#!/usr/bin/env python3
"""Makes to-bfloat16.pt and to-float32.pt in src/main/resources: what the trainer converts arrays with, since DJL's own
conversion does not know bfloat16. Run once; the files are kept."""
import io
import pathlib

import torch

from export import without_debug_info


class ToBfloat16(torch.nn.Module):
    def forward(self, x):
        return x.to(torch.bfloat16)


class ToFloat32(torch.nn.Module):
    def forward(self, x):
        return x.to(torch.float32)


folder = pathlib.Path(__file__).parent.parent / "src/main/resources/org/emotion4j/training"
for module, name in ((ToBfloat16(), "to-bfloat16.pt"), (ToFloat32(), "to-float32.pt")):
    archive = io.BytesIO()
    torch.jit.save(torch.jit.script(module), archive)
    (folder / name).write_bytes(without_debug_info(archive.getvalue()))
