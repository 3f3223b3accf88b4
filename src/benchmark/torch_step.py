"""One training step of PyTorch on random weights of BERT's shape: milliseconds and peak memory.

Usage: torch_step.py [STEPS]. Prints one JSON line per shape, regime and TF32 setting.
"""
import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, LENGTH, VOCABULARY, CLASSES, DROPOUT, RANK = 32, 128, 30522, 2, 0.1, 8
SHAPES = {"minilm": (6, 384, 12, 1536), "bert-base": (12, 768, 12, 3072)}


class Lora(nn.Module):
    def __init__(self, base):
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.randn(RANK, base.in_features) * 0.02)
        self.b = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, x):
        return self.base(x) + F.linear(F.linear(x, self.a), self.b)


class Layer(nn.Module):
    def __init__(self, width, heads, inner):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, 1e-12), nn.LayerNorm(width, 1e-12)

    def forward(self, x):
        split = lambda t: t.view(*t.shape[:2], self.heads, -1).transpose(1, 2)
        context = F.scaled_dot_product_attention(
            split(self.query(x)), split(self.key(x)), split(self.value(x)), dropout_p=DROPOUT)
        context = context.transpose(1, 2).reshape(x.shape)
        x = self.norm1(x + F.dropout(self.out(context), DROPOUT))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), DROPOUT))


class Model(nn.Module):
    def __init__(self, layers, width, heads, inner):
        super().__init__()
        self.words, self.positions = nn.Embedding(VOCABULARY, width), nn.Embedding(512, width)
        self.norm = nn.LayerNorm(width, 1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, inner) for _ in range(layers))
        self.head = nn.Linear(width, CLASSES)

    def forward(self, ids):
        x = self.words(ids) + self.positions(torch.arange(ids.shape[1], device=ids.device))
        x = F.dropout(self.norm(x), DROPOUT)
        for layer in self.layers:
            x = layer(x)
        return self.head(x.mean(1))


def measure(name, regime, tf32, steps):
    torch.backends.cuda.matmul.allow_tf32 = tf32
    torch.manual_seed(1)
    model = Model(*SHAPES[name])
    if regime == "lora":
        model.requires_grad_(False)
        for layer in model.layers:
            layer.query, layer.value = Lora(layer.query), Lora(layer.value)
        model.head.requires_grad_(True)
    model.cuda()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], 1e-4)
    ids = torch.randint(VOCABULARY, (BATCH, LENGTH), device="cuda")
    labels = torch.randint(CLASSES, (BATCH,), device="cuda")
    torch.cuda.reset_peak_memory_stats()
    times = []
    for _ in range(steps):
        torch.cuda.synchronize()
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(ids), labels).backward()
        optimizer.step()
        torch.cuda.synchronize()
        times.append(1e3 * (time.perf_counter() - start))
    print(json.dumps({
        "peer": f"torch {torch.__version__}", "device": torch.cuda.get_device_name(), "model": name,
        "method": regime, "tf32": tf32, "step_ms_median": round(statistics.median(times[3:]), 2),
        "peak_device_mb": torch.cuda.max_memory_allocated() >> 20,
        "reserved_device_mb": torch.cuda.max_memory_reserved() >> 20}))


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    for shape in SHAPES:
        for kind in ("lora", "full"):
            for precise in (False, True):
                measure(shape, kind, precise, count)
