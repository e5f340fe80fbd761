#!/usr/bin/env python3
"""A peer: what one would write in Python with OpenCV and ONNX Runtime, on the same networks and pictures.

    python opencv_onnxruntime.py --detector face_detection_short_range.tflite --model FOLDER --seconds 4 PICTURE...

BlazeFace on OpenCV dnn, its boxes decoded with NumPy, each face turned and cut out with one warpAffine, normalised with
NumPy, and classified by ONNX Runtime in one batch. One thread each. Prints JSON; ends with 3 and a message on standard
error if a package is missing. FOLDER is a model folder with an ONNX file. `benchmarks/run.sh` runs it with all of that.

Needs: opencv-python-headless, onnxruntime, numpy.
"""
import argparse
import json
import pathlib
import sys
import time

try:
    import cv2
    import numpy as np
    import onnxruntime
except ImportError as e:
    print(f"skipped: {e}", file=sys.stderr)
    sys.exit(3)

SIDE = 128


def anchors():
    centres = []
    for stride, per_cell in ((8, 2), (16, 6)):
        cells = SIDE // stride
        y, x = np.mgrid[:cells, :cells]
        xy = (np.stack([x, y], -1).reshape(-1, 1, 2) + 0.5) * stride
        centres.append(np.repeat(xy, per_cell, 1).reshape(-1, 2))
    return np.concatenate(centres).astype(np.float32)


class Detector:
    def __init__(self, file):
        # OpenCV 5 has several engines; its classic one is the one that OpenCV 4 has, and gives both outputs.
        classic = getattr(cv2.dnn, "ENGINE_CLASSIC", None)
        self.net = cv2.dnn.readNetFromTFLite(file) if classic is None else cv2.dnn.readNetFromTFLite(file, classic)
        self.outputs = ["classificators", "regressors"]
        self.anchors = anchors()

    def __call__(self, image, min_score):
        height, width = image.shape[:2]
        scale = SIDE / max(height, width)
        w, h = round(width * scale), round(height * scale)
        left, top = (SIDE - w) // 2, (SIDE - h) // 2
        canvas = np.zeros((SIDE, SIDE, 3), np.uint8)
        canvas[top:top + h, left:left + w] = cv2.resize(image, (w, h), interpolation=cv2.INTER_AREA)
        self.net.setInput(cv2.dnn.blobFromImage(canvas, 1 / 127.5, (SIDE, SIDE), (127.5,) * 3, swapRB=True))
        logits, raw = self.net.forward(self.outputs)
        logits = logits.reshape(-1)
        likely = np.flatnonzero(logits >= np.log(min_score / (1 - min_score)))
        if likely.size == 0:
            return []
        scores, raw, at = 1 / (1 + np.exp(-logits[likely])), raw.reshape(-1, 16)[likely], self.anchors[likely]
        # Both eyes and the centre of the box.
        points = (raw[:, [4, 5, 6, 7, 0, 1]].reshape(-1, 3, 2) + at[:, None] - (left, top)) / (w / width, h / height)
        size = raw[:, 2:4] / (w / width, h / height)
        boxes = np.concatenate([points[:, 2] - size / 2, size], 1)
        kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), min_score, 0.3)
        return [(points[i], size[i]) for i in np.asarray(kept).reshape(-1)]


class Model:
    def __init__(self, folder):
        description = json.loads((folder / "model.json").read_text())
        file = next(f["path"] for f in description["files"] if f["format"] == "onnx")
        self.side = description["input"]["width"]
        self.rule = description["input"]["crop"]
        self.labels = description["labels"]
        self.temperature = description["temperature"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(folder / file), options, providers=["CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0].name

    def crop(self, grey, face):
        (right, left, centre), size = face
        eyes, box = self.rule["eyes"], self.rule["box"]
        direction = (left - right) / np.hypot(*(left - right)) * np.sqrt(size[0] * size[1]) / (box["size"] * self.side)
        matrix = np.array([[direction[0], -direction[1], 0], [direction[1], direction[0], 0]])
        middle = np.array([eyes["x"] + box["x"], eyes["y"] + box["y"]]) / 2 * self.side
        matrix[:, 2] = (centre + (right + left) / 2) / 2 - matrix[:, :2] @ middle
        return cv2.warpAffine(
            grey, matrix, (self.side, self.side), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE)

    def __call__(self, crops):
        x = np.stack(crops).astype(np.float32) / 255
        mean, std = x.mean((1, 2), keepdims=True), x.std((1, 2), keepdims=True)
        logits = self.session.run(None, {self.input: ((x - mean) / np.maximum(std, 0.05))[:, None]})[0]
        logits = logits[:, :len(self.labels)] / self.temperature
        e = np.exp(logits - logits.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)


def measure(run, seconds):
    """Percentiles in microseconds."""
    def once(until):
        times = []
        while time.perf_counter() < until:
            start = time.perf_counter_ns()
            run()
            times.append((time.perf_counter_ns() - start) / 1000)
        return times

    once(time.perf_counter() + seconds / 4)
    times = once(time.perf_counter() + seconds)
    return {"n": len(times), "p50": float(np.percentile(times, 50)), "p99": float(np.percentile(times, 99))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--detector", required=True)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--min-score", type=float, default=0.3)
    parser.add_argument("pictures", nargs="+")
    a = parser.parse_args()
    cv2.setNumThreads(1)
    detector, model = Detector(a.detector), Model(a.model)

    def recognize(image):
        faces = detector(image, a.min_score)
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        return model([model.crop(grey, face) for face in faces]) if faces else []

    results = []
    for file in a.pictures:
        image = cv2.imread(file)
        results.append({
            "picture": pathlib.Path(file).stem, "emotions": [model.labels[row.argmax()] for row in recognize(image)],
            **measure(lambda: recognize(image), a.seconds)})
    versions = {"python": sys.version.split()[0], "opencv": cv2.__version__, "onnxruntime": onnxruntime.__version__}
    print(json.dumps({"versions": versions, "results": results}))


if __name__ == "__main__":
    main()
