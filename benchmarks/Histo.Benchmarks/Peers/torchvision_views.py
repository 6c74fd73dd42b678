"""Views by torchvision on PIL images, one thread: the peer of the benchmark of views.

usage: torchvision_views.py TILES TILE_SIZE, then lines "RECIPE SIZE COUNT" on standard input; each is answered with views a second.
TILES holds whole tiles, one after the other, TILE_SIZE x TILE_SIZE x 3 bytes.
"""
import sys
import time

import numpy as np
import torch
import torchvision
from PIL import Image
from torchvision import transforms
from torchvision.transforms import InterpolationMode

torch.set_num_threads(1)
tile_size = int(sys.argv[2])
tiles = [Image.fromarray(tile) for tile in np.fromfile(sys.argv[1], dtype=np.uint8).reshape(-1, tile_size, tile_size, 3)]


def recipe(name, size):
    odd_tenth = max(3, (size // 10) | 1)
    area, strength, blur, taps = {
        "simclr": ((0.08, 1.0), (0.8, 0.8, 0.8, 0.2), 0.5, odd_tenth),
        "dino-global": ((0.32, 1.0), (0.4, 0.4, 0.2, 0.1), 0.55, 9),
        "dino-local": ((0.05, 0.32), (0.4, 0.4, 0.2, 0.1), 0.5, 9),
    }[name]
    return transforms.Compose([
        transforms.RandomResizedCrop(size, scale=area, interpolation=InterpolationMode.BICUBIC),
        transforms.RandomHorizontalFlip(),
        transforms.RandomApply([transforms.ColorJitter(*strength)], p=0.8),
        transforms.RandomGrayscale(p=0.2),
        transforms.RandomApply([transforms.GaussianBlur(taps, (0.1, 2.0))], p=blur),
        transforms.ToTensor(),
        transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    ])


print("ready", torchvision.__version__, flush=True)
for line in sys.stdin:
    name, size, count = line.split()
    make = recipe(name, int(size))
    start = time.perf_counter()
    for i in range(int(count)):
        make(tiles[i % len(tiles)])
    print(repr(int(count) / (time.perf_counter() - start)), flush=True)
