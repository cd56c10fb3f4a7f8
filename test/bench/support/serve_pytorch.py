"""PyTorch as a contestant of the benchmarks: answers requests on standard input, one line of JSON each way.

The same work as the product's, on the same nets and weights: see requests.ts and export-net.ts.
"""
import json
import os
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

BATCH = 4
LEARNING_RATE = 1e-3
AVERAGE_DECAY = 0.995
EPSILON = 1e-3
MOMENTUM = 0.03


class Net(nn.Module):
    """A U-Net from its list of steps. Without batch normalisation it is folded into kernels and biases."""

    def __init__(self, file):
        super().__init__()
        with open(f"{file}.json", encoding="utf-8") as text:
            content = json.load(text)
        values = numpy.fromfile(f"{file}.bin", dtype=numpy.float32)
        tensors, offset = {}, 0
        for tensor in content["tensors"]:
            size = int(numpy.prod(tensor["shape"]))
            tensors[tensor["name"]] = torch.from_numpy(values[offset : offset + size].reshape(tensor["shape"]).copy())
            offset += size
        self.steps = content["steps"]
        self.layers = nn.ModuleList(layer(step, tensors) if "name" in step else nn.Identity() for step in self.steps)

    def forward(self, image):
        found = []
        for step, module in zip(self.steps, self.layers):
            inputs = [image if index < 0 else found[index] for index in step["inputs"]]
            kind = step["layer"]
            if kind == "maxPool":
                found.append(functional.max_pool2d(inputs[0], 2))
            elif kind == "enlarge":
                found.append(functional.interpolate(inputs[0], scale_factor=2, mode="bilinear", align_corners=False))
            elif kind == "concatenate":
                found.append(torch.cat(inputs, 1))
            else:
                found.append(module(inputs[0]))
        return found[-1]


def layer(step, tensors):
    name = step["name"]
    kernel = tensors[f"{name}.kernel"].permute(3, 2, 0, 1).contiguous()
    bias = tensors.get(f"{name}.bias")
    convolution = nn.Conv2d(kernel.shape[1], kernel.shape[0], tuple(kernel.shape[2:]), padding="same", bias=bias is not None)
    convolution.weight.data = kernel
    if bias is not None:
        convolution.bias.data = bias
    parts = [convolution]
    if f"{name}.gain" in tensors:
        norm = nn.BatchNorm2d(kernel.shape[0], eps=EPSILON, momentum=MOMENTUM)
        norm.weight.data, norm.bias.data = tensors[f"{name}.gain"], tensors[f"{name}.offset"]
        norm.running_mean, norm.running_var = tensors[f"{name}.mean"], tensors[f"{name}.variance"]
        parts.append(norm)
    if step["layer"] == "unit":
        parts.append(nn.ReLU(inplace=True))
    return nn.Sequential(*parts)


class Predicting:
    def __init__(self, case, folder):
        self.layout = torch.channels_last if case["way"] == "channels_last" else torch.contiguous_format
        self.net = Net(os.path.join(folder, f"{case['net']}.folded")).eval().to(memory_format=self.layout)
        side = case["side"]
        self.image = floats(folder, f"predict-{side}.bin").reshape(1, 1, side, side)

    def __call__(self):
        with torch.inference_mode():
            image = torch.from_numpy(self.image).to(memory_format=self.layout)
            return self.net(image).numpy()


class Stepping:
    """Cross-entropy and Dice, clipped AdamW that decays kernels, and an average of the weights: as the product's learner."""

    def __init__(self, case, folder):
        self.layout = torch.channels_last if case["way"] == "channels_last" else torch.contiguous_format
        self.net = Net(os.path.join(folder, case["net"])).train().to(memory_format=self.layout)
        kernels = [parameter for parameter in self.net.parameters() if parameter.dim() == 4]
        others = [parameter for parameter in self.net.parameters() if parameter.dim() != 4]
        groups = [{"params": kernels, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
        self.optimiser = torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.999), fused=True)
        self.averaged = [value for value in self.net.state_dict().values() if value.is_floating_point()]
        self.average = [value.clone() for value in self.averaged]
        side = case["side"]
        self.images = floats(folder, f"step-{side}.bin").reshape(BATCH, 1, side, side)
        self.annotation = floats(folder, f"step-{side}-annotation.bin").reshape(BATCH, 1, side, side)

    def __call__(self):
        images = torch.from_numpy(self.images).to(memory_format=self.layout)
        annotation = torch.from_numpy(self.annotation).to(memory_format=self.layout)
        logits = self.net(images)
        probability = torch.sigmoid(logits)
        overlap = (2 * (probability * annotation).sum() + 1) / (probability.sum() + annotation.sum() + 1)
        loss = functional.binary_cross_entropy_with_logits(logits, annotation) + 1 - overlap
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        with torch.no_grad():
            torch._foreach_lerp_(self.average, self.averaged, 1 - AVERAGE_DECAY)
        return loss.item()


def floats(folder, name):
    return numpy.fromfile(os.path.join(folder, name), dtype=numpy.float32)


def answer(request, ready):
    if request["ask"] == "export":
        return {"version": torch.__version__}
    case = request["case"]
    key = json.dumps(case, sort_keys=True)
    if key not in ready:
        ready[key] = (Stepping if case["work"] == "step" else Predicting)(case, request["folder"])
    act = ready[key]
    if request["ask"] == "check":
        if case["work"] == "step":
            return {"losses": [act() for _ in range(request["times"])]}
        act().tofile(request["output"])
        return {}
    act()
    milliseconds = []
    for _ in range(request["times"]):
        start = time.perf_counter()
        act()
        milliseconds.append(1000 * (time.perf_counter() - start))
    return {"milliseconds": milliseconds}


def main():
    torch.set_num_threads(int(os.environ["LIGHTVESSEL_BENCH_THREADS"]))
    ready = {}
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line), ready)
        except Exception as error:  # Whatever it is, the benchmark reports it.
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


main()
