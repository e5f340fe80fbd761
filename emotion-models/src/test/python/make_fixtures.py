"""Writes the model folders that the tests of emotion-models load.

    python make_fixtures.py ../resources/fixtures

Needs torch 2.13, numpy and onnx. The networks are a few hundred seeded random weights, so they know
nothing of faces; their golden scores are what PyTorch computes on the golden picture. Together the
folders cover both layouts, all orders of channels, both normalisations, both kinds of output and a
reliability output. Kept with what it wrote, since only PyTorch can author TorchScript.
"""

import base64
import hashlib
import io
import json
import pathlib
import sys
import zipfile

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

EIGHT = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"]
SEVEN = ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]
TOLERANCE = 0.001


class Network(torch.nn.Module):
    """Two convolutions and a linear layer on means of quarters, so that places and colours count."""

    def __init__(self, channels, outputs, nhwc, probabilities, seed):
        super().__init__()
        self.nhwc = nhwc
        self.probabilities = probabilities
        random = np.random.default_rng(seed)

        def weights(*shape):
            return torch.tensor(random.normal(0, 1.4 / np.sqrt(np.prod(shape[1:])), shape), dtype=torch.float32)

        self.conv1 = torch.nn.Parameter(weights(4, channels, 3, 3))
        self.bias1 = torch.nn.Parameter(weights(4, 1).flatten() * 0.1)
        self.conv2 = torch.nn.Parameter(weights(8, 4, 3, 3))
        self.bias2 = torch.nn.Parameter(weights(8, 1).flatten() * 0.1)
        self.linear = torch.nn.Parameter(weights(outputs, 32) * 4)

    def forward(self, x):
        if self.nhwc:
            x = x.permute(0, 3, 1, 2)
        x = torch.relu(torch.nn.functional.conv2d(x, self.conv1, self.bias1, padding=1))
        x = torch.nn.functional.max_pool2d(x, 2)
        x = torch.relu(torch.nn.functional.conv2d(x, self.conv2, self.bias2, padding=1))
        x = torch.nn.functional.avg_pool2d(x, (x.shape[2] // 2, x.shape[3] // 2))
        x = torch.nn.functional.linear(x.flatten(1), self.linear)
        return torch.softmax(x, 1) if self.probabilities else x


def torchscript(network, example):
    """A frozen archive of any batch size, without the entries that hold paths of the build."""
    traced = torch.jit.freeze(torch.jit.trace(network, example, check_trace=False))
    raw = io.BytesIO()
    torch.jit.save(traced, raw)
    clean = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            if name.endswith(".debug_pkl"):
                continue
            target.writestr(zipfile.ZipInfo("model/" + name.split("/", 1)[1]), source.read(name))
    return clean.getvalue()


def onnx_graph(network, width, height, channels, outputs):
    """The same network, node by node."""
    shape = [height, width, channels] if network.nhwc else [channels, height, width]
    nodes = []
    x = "input"
    if network.nhwc:
        nodes.append(helper.make_node("Transpose", [x], ["planar"], perm=[0, 3, 1, 2]))
        x = "planar"
    quarter = [height // 2 // 2, width // 2 // 2]
    nodes += [
        helper.make_node("Conv", [x, "conv1", "bias1"], ["c1"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c1"], ["r1"]),
        helper.make_node("MaxPool", ["r1"], ["p1"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Conv", ["p1", "conv2", "bias2"], ["c2"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c2"], ["r2"]),
        helper.make_node("AveragePool", ["r2"], ["p2"], kernel_shape=quarter, strides=quarter),
        helper.make_node("Flatten", ["p2"], ["flat"]),
        helper.make_node("Gemm", ["flat", "linear"], ["logits"], transB=1),
    ]
    out = "logits"
    if network.probabilities:
        nodes.append(helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1))
        out = "probabilities"
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["n"] + shape)],
        [helper.make_tensor_value_info(out, TensorProto.FLOAT, ["n", outputs])],
        [numpy_helper.from_array(p.detach().numpy(), name) for name, p in network.named_parameters()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="emotion4j")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def golden_picture(width, height, channels, seed):
    """Smooth waves with some noise: every pixel, row, column and colour differs."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [
        128 + 80 * np.sin(x * (0.3 + 0.2 * c) + c) * np.cos(y * (0.5 - 0.1 * c)) - 30 * c + random.normal(0, 9, x.shape)
        for c in range(channels)
    ]
    return np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8)


def preprocess(picture, spec):
    """As org.emotion4j.spi.Preprocessor."""
    x = picture.astype(np.float64) / 255
    if spec["channels"] == "bgr":
        x = x[:, :, ::-1]
    if spec["normalization"]["kind"] == "per-image":
        x = (x - x.mean()) / max(x.std(), spec["normalization"]["minStd"])
    else:
        x = (x - np.array(spec["normalization"]["mean"])) / np.array(spec["normalization"]["std"])
    if spec["layout"] == "nchw":
        x = x.transpose(2, 0, 1)
    return torch.tensor(np.ascontiguousarray(x[None]), dtype=torch.float32)


def write(root, model_id, labels, spec, output, temperature, seed):
    channels = 1 if spec["channels"] == "gray" else 3
    outputs = len(labels) + (1 if output["reliability"] else 0)
    network = Network(channels, outputs, spec["layout"] == "nhwc", output["kind"] == "probabilities", seed).eval()
    picture = golden_picture(spec["width"], spec["height"], channels, seed)
    batch = preprocess(picture, spec)
    with torch.no_grad():
        raw = network(batch)[0, : len(labels)]
        scores = (raw if output["kind"] == "probabilities" else torch.softmax(raw.double() / temperature, 0)).tolist()
        archive = torchscript(network, torch.cat([batch, batch.flip(2)]))
    folder = root / model_id
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for form, path, data in [
        ("torchscript", "model.pt", archive),
        ("onnx", "model.onnx", onnx_graph(network, spec["width"], spec["height"], channels, outputs)),
    ]:
        (folder / path).write_bytes(data)
        files.append(
            {
                "format": form,
                "path": path,
                "size": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
                "precision": "fp32",
                "scores": {label: round(score, 6) for label, score in zip(labels, scores)},
                "tolerance": TOLERANCE,
            }
        )
    description = {
        "schema": 1,
        "id": model_id,
        "version": "1.0",
        "title": "Seeded random weights for tests",
        "labels": labels,
        "input": spec,
        "output": output,
        "temperature": temperature,
        "golden": {"pixels": base64.b64encode(picture.tobytes()).decode()},
        "files": files,
        "licences": {"weights": "Apache-2.0", "trainingData": "none"},
        "metrics": [],
        "provenance": {"madeBy": "src/test/python/make_fixtures.py", "torch": torch.__version__.split("+")[0]},
    }
    (folder / "model.json").write_text(json.dumps(description, indent=2) + "\n")
    print(model_id, {form["path"]: form["size"] for form in files}, [round(s, 3) for s in scores])


def main():
    root = pathlib.Path(sys.argv[1])
    crop = {"eyes": {"x": 0.5, "y": 0.4, "distance": 0.4}, "box": {"x": 0.5, "y": 0.5, "size": 0.8}}
    gray = {
        "layout": "nchw",
        "width": 16,
        "height": 20,
        "channels": "gray",
        "normalization": {"kind": "per-image", "minStd": 0.05},
        "crop": crop,
    }
    rgb = {
        "layout": "nchw",
        "width": 20,
        "height": 16,
        "channels": "rgb",
        "normalization": {"kind": "fixed", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
        "crop": crop,
    }
    bgr = {
        "layout": "nhwc",
        "width": 12,
        "height": 16,
        "channels": "bgr",
        "normalization": {"kind": "fixed", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
        "crop": crop,
    }
    write(root, "tiny-gray", EIGHT, gray, {"kind": "logits", "reliability": True}, 1.4, 11)
    write(root, "tiny-rgb", SEVEN, rgb, {"kind": "logits", "reliability": False}, 1.0, 12)
    write(root, "tiny-bgr", SEVEN, bgr, {"kind": "probabilities", "reliability": False}, 1, 13)


if __name__ == "__main__":
    main()
