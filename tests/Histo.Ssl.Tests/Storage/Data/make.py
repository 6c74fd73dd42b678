# Small files of PyTorch 1.13: tensors by a formula of name order and position, no trained weights.
import argparse, collections, torch, torchvision, numpy as np
def value(i, shape):
    n = 1
    for s in shape: n *= s
    return (((torch.arange(n, dtype=torch.float64) * 37 + i * 101) % 997) / 997 - 0.5).float().reshape(shape)
sd = collections.OrderedDict()
for i, (k, v) in enumerate(torchvision.models.resnet18().state_dict().items()):
    if k.startswith('fc.'): shape = [10, 8] if k.endswith('weight') else [10]
    else: shape = [3 if (k == 'conv1.weight' and d == 1) else s if d > 1 else s // 64 for d, s in enumerate(v.shape)]
    sd[k] = torch.tensor(i) if k.endswith('num_batches_tracked') else value(i, shape)
torch.save(sd, 'resnet18_width1.pth')
torch.save({k: v for k, v in sd.items()}, 'resnet18_width1_legacy.pth', _use_new_zipfile_serialization=False)
vit = collections.OrderedDict()
shapes = dict(cls_token=[1,1,8], pos_embed=[1,5,8], **{'patch_embed.proj.weight':[8,3,4,4], 'patch_embed.proj.bias':[8]})
for b in range(2):
    for k, s in {'norm1.weight':[8],'norm1.bias':[8],'attn.qkv.weight':[24,8],'attn.qkv.bias':[24],'attn.proj.weight':[8,8],'attn.proj.bias':[8],'norm2.weight':[8],'norm2.bias':[8],'mlp.fc1.weight':[16,8],'mlp.fc1.bias':[16],'mlp.fc2.weight':[8,16],'mlp.fc2.bias':[8]}.items():
        shapes[f'blocks.{b}.{k}'] = s
shapes |= {'norm.weight':[8],'norm.bias':[8]}
teacher = {('backbone.'+k): value(i, s) for i, (k, s) in enumerate(shapes.items())}
student = {('module.'+k): v - 1 for k, v in teacher.items()}
head = {'head.mlp.0.weight': torch.ones(4, 8), 'head.last_layer.weight_g': torch.ones(4, 1)}
lin = torch.nn.Linear(2, 2); opt = torch.optim.AdamW(lin.parameters()); lin(torch.ones(1, 2)).sum().backward(); opt.step()
args = argparse.Namespace(arch='vit_tiny', patch_size=4, lr=0.0005, use_fp16=True, global_crops_scale=(0.4, 1.0), output_dir='.', extra=None)
torch.save({'student': student | {'module.'+k: v for k, v in head.items()}, 'teacher': teacher | head, 'optimizer': opt.state_dict(), 'epoch': 7, 'args': args,
            'best': np.float64(0.5), 'dino_loss': collections.OrderedDict(center=torch.zeros(1, 4))}, 'dino_vit.pth')
base = value(0, [4, 6])
big = {'half': base.half(), 'bfloat16': base.bfloat16(), 'double': base.double(), 'transposed': base.t(), 'column': base[:, 2], 'middle': base[1:3, 1:4], 'expanded': base[:1].expand(3, 6),
       'channels_last': value(1, [2, 3, 4, 5]).to(memory_format=torch.channels_last), 'scalar': torch.tensor(2.5), 'empty': torch.zeros(0, 3), 'int8': torch.tensor([-1, 2], dtype=torch.int8),
       'int16': torch.tensor([-300, 2], dtype=torch.int16), 'int32': torch.tensor([-70000, 2], dtype=torch.int32), 'uint8': torch.tensor([200, 2], dtype=torch.uint8),
       'bool': torch.tensor([True, False]), 'parameter': torch.nn.Parameter(base), 'numbers': [1, -2, 3.5, 2**70, True, None, (4, 'text')], 'bytes': b'\x00\xff', 'size': base.size(),
       'device': torch.device('cuda', 1), 'dtype': torch.float16, 'array': np.asfortranarray(base.numpy()), 'int array': np.arange(6, dtype=np.int32).reshape(2, 3), 'by number': {0: 'a', 1: {'deep': torch.ones(2)}}, 'set': {1}}
for protocol in (2, 4):
    torch.save(big, f'kinds_protocol{protocol}.pt', pickle_protocol=protocol)
torch.save(big, 'kinds_legacy.pt', _use_new_zipfile_serialization=False)
torch.save(torch.tensor([1 + 2j]), 'complex.pt')
