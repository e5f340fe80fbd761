#!/usr/bin/env python3
"""Turns trained weights into a model folder. Run at a model's release, never in a build.

    python export.py --run RUN --calibration CALIBRATION --about ABOUT [--fp32-twin] --out FOLDER
    python export.py --run RUN --about ABOUT [--temperature T] [--metrics JSON] --out FOLDER --describe

RUN is the trainer's folder (network.json, weights.safetensors), CALIBRATION what ExportCalibration wrote
(calibration.safetensors: preprocessed training pictures), ABOUT the part of model.json that people write (id, version,
title, provenance, and which files to make; common.json beside it has what all models share: crop rule, golden picture,
licences). Everything else is computed here: batch normalisation is folded into the convolutions; then come TorchScript
in channels-last order, its 8-bit form (FX post-training quantisation) and ONNX, each with size, SHA-256 and the scores
it gives for the golden picture. With --describe the files that are in FOLDER stay as they are, and model.json alone is
written anew. With --fp32-twin the model is NAME-fp32 with one file, TorchScript in 32 bits. `release.sh` runs it all.

Needs: torch 2.13.0, numpy, safetensors, onnx, onnxruntime.
"""
import argparse
import base64
import hashlib
import io
import json
import pathlib
import warnings
import zipfile
from collections import OrderedDict

import numpy as np
import onnxruntime
import torch
from safetensors.torch import load_file
from torch import nn
from torch.ao.quantization import get_default_qconfig_mapping
from torch.ao.quantization.quantize_fx import convert_fx, prepare_fx

MIN_STD = 0.05
EPSILON = 1e-5  # of the trainer's batch normalisation
TOLERANCE = {"fp32": 0.001, "int8": 0.015}  # int8 kernels round differently from processor to processor
GOLDEN_STEPS = 150
GOLDEN_TRIES = 12
GOLDEN_GAP = 0.02


def folded(layer, w):
    """A convolution that does what the convolution and its batch normalisation, if it has one, do."""
    name = layer["name"]
    conv = nn.Conv2d(layer["in"], layer["out"], layer["kernel"], padding=layer["kernel"] // 2)
    if not layer["batchNorm"]:
        conv.weight.data, conv.bias.data = w[name + ".weight"], w[name + ".bias"]
        return conv
    scale = w[name + ".gamma"] / torch.sqrt(w[name + ".runningVar"] + EPSILON)
    conv.weight.data = w[name + ".weight"] * scale[:, None, None, None]
    conv.bias.data = w[name + ".beta"] - w[name + ".runningMean"] * scale
    return conv


def network(description, w):
    net = nn.Sequential()
    for layer in description["layers"]:
        kind = layer["type"]
        if kind == "conv":
            net.add_module(layer["name"], folded(layer, w))
            net.add_module(layer["name"] + "_relu", nn.ReLU())
        elif kind == "maxpool":
            net.append(nn.MaxPool2d(2))
        elif kind == "globalaveragepool":
            net.append(nn.AdaptiveAvgPool2d(1))
            net.append(nn.Flatten())
        elif kind == "flatten":
            net.append(nn.Flatten())
        elif kind == "tanh":
            net.append(nn.Tanh())
        elif kind == "linear":
            linear = nn.Linear(layer["in"], layer["out"])
            linear.weight.data, linear.bias.data = w[layer["name"] + ".weight"], w[layer["name"] + ".bias"]
            net.add_module(layer["name"], linear)
        elif kind != "dropout":
            raise SystemExit(f"unknown layer {layer}")
    return net.eval()


class Mirrored(nn.Module):
    """Looks at each face and at its mirror image, and gives the mean of both logits (Simonyan and Zisserman, 2015,
    section 3.2)."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        face, mirrored = self.net(torch.cat((x, x.flip(3)))).chunk(2)
        return (face + mirrored) / 2


class ChannelsLast(nn.Module):
    """Takes the usual order of axes and computes in the faster one."""

    def __init__(self, net):
        super().__init__()
        self.net = net.to(memory_format=torch.channels_last)

    def forward(self, x):
        return self.net(x.contiguous(memory_format=torch.channels_last))


class Split(nn.Module):
    """A convolution as the sum of its kernels' centre on the same channel and of all else.

    Convolutions that were grown as the identity keep a centre far larger than all else. Eight bits over such a range
    leave no steps for the small weights, which hold what was learnt; each part has a scale of its own.
    """

    def __init__(self, conv):
        super().__init__()
        width, middle = conv.out_channels, conv.kernel_size[0] // 2
        channel = torch.arange(width)
        self.centre = nn.Conv2d(width, width, 1, groups=width, bias=False)
        self.centre.weight.data = conv.weight.data[channel, channel, middle, middle].reshape(-1, 1, 1, 1).clone()
        self.rest = nn.Conv2d(width, width, conv.kernel_size, padding=conv.padding)
        self.rest.weight.data, self.rest.bias.data = conv.weight.data.clone(), conv.bias.data.clone()
        self.rest.weight.data[channel, channel, middle, middle] = 0

    def forward(self, x):
        return self.rest(x) + self.centre(x)


def is_near_identity(module):
    if not isinstance(module, nn.Conv2d) or module.in_channels != module.out_channels:
        return False
    split = Split(module)
    return split.centre.weight.abs().mean() > 10 * split.rest.weight.square().mean().sqrt()


def quantized(net, calibration):
    net = nn.Sequential(OrderedDict((name, Split(m) if is_near_identity(m) else m) for name, m in net.named_children()))
    # The last layer is 0.002 % of the work, and coarse logits would spoil the calibrated scores.
    mapping = get_default_qconfig_mapping("fbgemm").set_module_name("linear", None)
    prepared = prepare_fx(net.eval(), mapping, (calibration[:1],))
    with torch.inference_mode():
        for part in calibration.split(128):
            prepared(part)
    return convert_fx(prepared)


def torchscript(net, side):
    example = torch.zeros(2, 1, side, side)
    module = torch.jit.freeze(torch.jit.trace(ChannelsLast(net).eval(), example, check_trace=False))
    raw = io.BytesIO()
    torch.jit.save(module, raw)
    return without_debug_info(raw.getvalue())


def without_debug_info(archive):
    """The archive without *.debug_pkl, whose entries name the files of the machine it was made on."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for entry in source.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                target.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), source.read(entry))
    return out.getvalue()


def onnx_bytes(net, side):
    out = io.BytesIO()
    torch.onnx.export(
        net, (torch.zeros(1, 1, side, side),), out, dynamo=False, opset_version=13, input_names=["input"],
        output_names=["logits"], dynamic_axes={"input": {0: "n"}, "logits": {0: "n"}})
    return out.getvalue()


def normalized(pixels, side):
    x = pixels.astype(np.float64) / 255
    x = (x - x.mean()) / max(x.std(), MIN_STD)
    return torch.from_numpy(x.astype(np.float32).reshape(1, 1, side, side))


def golden_pixels(net, n, runs, start, temperature, side):
    """A picture near the given one whose scores are all different, about 0.02, 0.05, ... for eight labels.

    Two labels with nearly the same golden score could change places without the check at load seeing it, and on any
    natural picture most labels score next to nothing. So the picture is moved by gradient steps until its scores are
    spread, in the order that they had; of several tries, the first one whose closest two scores, in any of the model's
    files, lie far enough apart, or else the one where they lie furthest apart.
    """
    rank = net(normalized(start, side))[0, :n].argsort().argsort()
    target = 0.02 + rank * (2 * (1 / n - 0.02) / (n - 1))
    best, widest = None, 0.0
    for attempt in range(GOLDEN_TRIES):
        noise = np.random.default_rng(attempt).normal(0, 4, start.size)
        picture = torch.from_numpy((start + noise).clip(0, 255).astype(np.float32).reshape(1, 1, side, side))
        picture.requires_grad_()
        optimizer = torch.optim.Adam([picture], lr=0.5)
        for _ in range(GOLDEN_STEPS):
            x = picture / 255
            x = (x - x.mean()) / x.std(unbiased=False).clamp(min=MIN_STD)
            loss = -(target * (net(x)[0, :n] / temperature).log_softmax(0)).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                picture.clamp_(0, 255)
        pixels = picture.detach().round().numpy().astype(np.uint8).reshape(-1)
        scores = [(run(normalized(pixels, side))[0, :n] / temperature).softmax(0).sort().values for run in runs]
        gap = min((s[1:] - s[:-1]).min().item() for s in scores)
        if gap > widest:
            best, widest = pixels, gap
        if widest > GOLDEN_GAP:
            break
    print(f"golden picture: the closest two scores are {widest:.3f} apart")
    return best


def runner(data, form):
    if form == "onnx":
        session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
        return lambda x: torch.from_numpy(session.run(None, {"input": x.numpy()})[0])
    module = torch.jit.load(io.BytesIO(data))

    def run(x):
        with torch.inference_mode():
            return module(x)

    return run


def made(file, net, mirrored, calibration, side):
    if file["precision"] == "int8":
        net = quantized(net, calibration)
    if mirrored:
        net = Mirrored(net)
    return onnx_bytes(net, side) if file["format"] == "onnx" else torchscript(net, side)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--calibration", type=pathlib.Path)
    parser.add_argument("--about", type=pathlib.Path, required=True)
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--metrics", type=pathlib.Path, help="a JSON list of the metrics of model.json")
    parser.add_argument("--fp32-twin", action="store_true")
    parser.add_argument("--describe", action="store_true")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    a = parser.parse_args()
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    torch.set_num_threads(1)
    torch.backends.quantized.engine = "fbgemm"

    description = json.loads((a.run / "network.json").read_text())
    common = json.loads((a.about.parent / "common.json").read_text())
    about = json.loads(a.about.read_text())
    side, labels = description["side"], description["labels"]
    n = len(labels)
    if a.fp32_twin:
        about["id"] += "-fp32"
        about["title"] += "; in 32 bits"
        about["files"] = [{"format": "torchscript", "path": about["id"] + ".pt", "precision": "fp32"}]
    bare = network(description, load_file(a.run / "weights.safetensors"))
    mirrored = about.get("mirrored", False)
    net = Mirrored(bare) if mirrored else bare
    looks = 2 if mirrored else 1
    a.out.mkdir(parents=True, exist_ok=True)
    calibration = None if a.describe else load_file(a.calibration)["inputs"]
    runs = []
    for file in about["files"]:
        path = a.out / file["path"]
        if not a.describe:
            path.write_bytes(made(file, bare, mirrored, calibration, side))
        runs.append(runner(path.read_bytes(), file["format"]))
        if not a.describe:
            with torch.inference_mode():
                reference = net(calibration[:256]).softmax(1)
            apart = (runs[-1](calibration[:256]).softmax(1) - reference).abs().max().item()
            size = path.stat().st_size
            print(f"{path.name}: {size} bytes, largest difference of a score from fp32 {apart:.2g}")
            if file["precision"] == "fp32" and apart > 1e-4:
                raise SystemExit(f"{path.name} does not compute what was trained")

    start = np.frombuffer(base64.b64decode(common["golden"]["pixels"]), np.uint8)
    pixels = golden_pixels(net, n, runs, start, a.temperature, side)
    files = []
    for file, run in zip(about["files"], runs):
        data = (a.out / file["path"]).read_bytes()
        logits = run(normalized(pixels, side))[0, :n].double() / a.temperature
        scores = {label: round(value, 6) for label, value in zip(labels, logits.softmax(0).tolist())}
        files.append({
            **file, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "scores": scores,
            "tolerance": TOLERANCE[file["precision"]]})
    model = {
        "schema": 1,
        "id": about["id"],
        "version": about["version"],
        "title": about["title"],
        "labels": labels,
        "input": {
            "layout": "nchw", "width": side, "height": side, "channels": "gray",
            "normalization": {"kind": "per-image", "minStd": MIN_STD}, "crop": common["crop"]},
        "output": {"kind": "logits", "reliability": description["reliability"]},
        "temperature": a.temperature,
        "golden": {"pixels": base64.b64encode(pixels.tobytes()).decode()},
        "files": files,
        "licences": common["licences"],
        "metrics": json.loads(a.metrics.read_text()) if a.metrics else [],
        "provenance": {
            "parameters": str(description["parameters"]),
            "multiplyAdds": str(description["multiplyAdds"] * looks),
            "epochs": epochs(a.run), **about["provenance"]},
    }
    (a.out / "model.json").write_text(json.dumps(model, indent=2) + "\n")


def epochs(run):
    """How many epochs the run's log has."""
    return (run / "log.csv").read_text().strip().splitlines()[-1].split(",")[0]


if __name__ == "__main__":
    main()
