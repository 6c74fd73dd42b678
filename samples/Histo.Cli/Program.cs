using TorchSharp;
using var t = torch.ones(3).sum();
System.Console.WriteLine(t.item<float>());
return 0;
