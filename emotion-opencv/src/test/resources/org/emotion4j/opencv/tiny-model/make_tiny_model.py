"""Writes tiny.onnx and model.json: a model folder of a few kilobytes for tests.

The network is random (seeded) and means nothing. Its golden scores come from ONNX Runtime, so
that the test compares OpenCV's arithmetic with another implementation's.

    pip install numpy onnx onnxruntime && python make_tiny_model.py
"""

import base64
import hashlib
import json
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent
SIDE = 16
LABELS = ["happiness", "neutral", "sadness"]
MIN_STD = 0.05

rng = np.random.default_rng(5)


def weight(name, *shape):
    return numpy_helper.from_array(rng.normal(0, 0.6, shape).astype(np.float32), name)


graph = helper.make_graph(
    [
        helper.make_node("Conv", ["picture", "w1", "b1"], ["c"], kernel_shape=[5, 5], strides=[2, 2]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("GlobalAveragePool", ["r"], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "w2", "b2"], ["logits"]),
    ],
    "tiny",
    [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["n", 1, SIDE, SIDE])],
    # three labels and a reliability logit
    [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", len(LABELS) + 1])],
    [weight("w1", 6, 1, 5, 5), weight("b1", 6), weight("w2", 6, 4), weight("b2", 4)],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
onnx.checker.check_model(model)
data = model.SerializeToString()
(HERE / "tiny.onnx").write_bytes(data)

pixels = rng.integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
x = pixels.astype(np.float64) / 255
x = (x - x.mean()) / max(x.std(), MIN_STD)
session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
logits = session.run(None, {"picture": x.astype(np.float32)[None, None]})[0][0, : len(LABELS)]
scores = np.exp(logits - logits.max())
scores /= scores.sum()

description = {
    "schema": 1,
    "id": "tiny",
    "version": "1",
    "title": "A random network for tests",
    "labels": LABELS,
    "input": {
        "layout": "nchw",
        "width": SIDE,
        "height": SIDE,
        "channels": "gray",
        "normalization": {"kind": "per-image", "minStd": MIN_STD},
        "crop": {
            "eyes": {"x": 0.5, "y": 0.38, "distance": 0.37},
            "box": {"x": 0.5, "y": 0.57, "size": 0.87},
        },
    },
    "output": {"kind": "logits", "reliability": True},
    "temperature": 1,
    "golden": {"pixels": base64.b64encode(pixels.tobytes()).decode()},
    "files": [
        {
            "format": "onnx",
            "path": "tiny.onnx",
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "precision": "fp32",
            "scores": {label: round(float(s), 6) for label, s in zip(LABELS, scores)},
            "tolerance": 0.001,
        }
    ],
    "licences": {"weights": "Apache-2.0", "trainingData": "none"},
    "metrics": [],
    "provenance": {"made": "make_tiny_model.py"},
}
(HERE / "model.json").write_text(json.dumps(description, indent=2) + "\n")
