"""Training steps of Barlow Twins in PyTorch on ready tensors: the peer of the benchmark of training.

usage: torch_training.py resnet18|vit-tiny PAIRS SIZE THREADS, then a line with a number of steps; each is answered with steps a second.
"""
import sys
import time

import torch
from torch import nn
from torchvision.models import resnet18
from torchvision.models.vision_transformer import VisionTransformer

name, pairs, size, threads = sys.argv[1], *(int(word) for word in sys.argv[2:5])
torch.set_num_threads(threads)
torch.manual_seed(1)
if name == "resnet18":
    encoder, width = resnet18(), 512
    encoder.fc = nn.Identity()
    encoder = encoder.to(memory_format=torch.channels_last)
else:
    encoder, width = VisionTransformer(image_size=size, patch_size=16, num_layers=12, num_heads=3, hidden_dim=192, mlp_dim=768), 192
    encoder.heads = nn.Identity()

layers = []
for wide, narrow in ((width, 2048), (2048, 2048)):
    layers += [nn.Linear(wide, narrow, bias=False), nn.BatchNorm1d(narrow), nn.ReLU()]
projector, norm = nn.Sequential(*layers, nn.Linear(2048, 2048, bias=False)), nn.BatchNorm1d(2048, affine=False)
weights = [*encoder.parameters(), *projector.parameters()]
optimizer = torch.optim.AdamW(weights, lr=1e-3, weight_decay=1e-4)
views = [torch.randn(pairs, 3, size, size) for _ in range(2)]
if name == "resnet18":
    views = [view.to(memory_format=torch.channels_last) for view in views]


def step():
    first, second = (norm(projector(encoder(view))) for view in views)
    c = first.T @ second / pairs
    diagonal = torch.eye(2048, dtype=torch.bool)
    loss = (c.diagonal() - 1).pow(2).sum() + 0.0051 * c.masked_fill(diagonal, 0).pow(2).sum()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    step()  # untimed: after a pause the first one is slow
    start = time.perf_counter()
    for _ in range(int(line)):
        step()
    print(repr(int(line) / (time.perf_counter() - start)), flush=True)
