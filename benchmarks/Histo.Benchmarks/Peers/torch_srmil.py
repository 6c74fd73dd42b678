"""A training step of SRMIL in plain PyTorch with messages along a list of edges: the peer of the benchmark of SRMIL.

usage: torch_srmil.py TILES FEATURES THREADS, then a line for each step; each is answered with steps a second.
"""
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

tiles, features, threads = (int(word) for word in sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(1)


def window_edges(side, count, reach):
    """All pairs of lattice places within a window, both ways, each place with itself."""
    y, x = torch.arange(count) // side, torch.arange(count) % side
    sources, targets = [], []
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            other = (y + dy) * side + x + dx
            inside = (y + dy >= 0) & (x + dx >= 0) & (x + dx < side) & (other < count)
            sources.append(other[inside])
            targets.append(torch.arange(count)[inside])
    return torch.cat(sources), torch.cat(targets)


class Attention(nn.Module):
    def __init__(self, wide, heads, width, residual=False, last=False):
        super().__init__()
        self.heads, self.width = heads, width
        self.weight = nn.Linear(wide, heads * width, bias=False)
        self.left, self.right = nn.Parameter(torch.randn(heads, width) * 0.1), nn.Parameter(torch.randn(heads, width) * 0.1)
        self.bias = nn.Parameter(torch.zeros(heads * width))
        self.residual = nn.Linear(wide, heads * width, bias=False) if residual else None
        self.norm = None if last else nn.Sequential(nn.LayerNorm(heads * width), nn.PReLU())

    def forward(self, x, edges):
        source, target = edges
        x = F.dropout(x, 0.11)
        z = self.weight(x).view(-1, self.heads, self.width)
        score = F.leaky_relu((z * self.left).sum(-1)[source] + (z * self.right).sum(-1)[target], 0.2)
        index = target[:, None].expand_as(score)
        top = torch.full((len(x), self.heads), -math.inf).scatter_reduce(0, index, score, "amax").detach()
        score = (score - top[target]).exp()
        share = score / torch.zeros(len(x), self.heads).index_add(0, target, score)[target]
        share = F.dropout(share, 0.15)
        y = torch.zeros_like(z).index_add(0, target, z[source] * share[..., None]).flatten(1) + self.bias
        if self.residual is not None:
            y = y + self.residual(x)
        return y if self.norm is None else self.norm(y)


class Srmil(nn.Module):
    def __init__(self):
        super().__init__()
        self.reformer = nn.Linear(features, features)
        self.encoder = nn.ModuleList([Attention(features, 4, 64, residual=True), Attention(256, 4, 64)])
        self.bridge = nn.Linear(256, 256, bias=False)
        self.decoder = nn.ModuleList([Attention(256, 4, 64), Attention(256, 1, features, last=True)])
        self.classifier = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.059), nn.Linear(128, 2))
        self.mask, self.remask, self.node = (nn.Parameter(torch.randn(1, n) * 0.01) for n in (features, 256, features))

    def encode(self, x, edges):
        x = self.reformer(x)
        for layer in self.encoder:
            x = layer(x, edges)
        return x

    def classify(self, x, edges):
        return self.classifier(self.encode(torch.cat([x, self.node]), edges)[-1].view(4, 64).mean(0, keepdim=True))

    def loss(self, x, edges, joined, label):
        masked = torch.zeros(len(x), 1, dtype=torch.bool)
        masked[torch.randperm(len(x))[: int(0.7 * len(x))]] = True
        hidden = torch.where(masked, self.mask, x)
        q = torch.where(masked, self.remask, self.bridge(self.encode(hidden, edges)))
        for layer in self.decoder:
            q = layer(q, edges)
        where = masked[:, 0]
        rebuilt = (1 - F.cosine_similarity(q[where], x[where])).mean()
        return 0.2 * (F.cross_entropy(self.classify(hidden, joined), label) + F.cross_entropy(self.classify(x, joined), label)) + 1.8 * rebuilt


bag, label = torch.randn(tiles, features), torch.tensor([1])
edges = window_edges(math.ceil(math.sqrt(tiles)), tiles, 2)
everyone, node = torch.arange(tiles), torch.full((tiles,), tiles)
joined = torch.cat([edges[0], everyone, node]), torch.cat([edges[1], node, everyone])
model = Srmil()
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-4, weight_decay=1e-5)
print("ready", torch.__version__, flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    model.loss(bag, edges, joined, label).backward()
    optimizer.step()
    print(repr(1 / (time.perf_counter() - start)), flush=True)
