using BenchmarkDotNet.Running;
using Histo.Benchmarks;
using Histo.Benchmarks.Bags;
using Histo.Benchmarks.Ratios;

switch (args)
{
    case ["ratios", "--out", string file]:
        return RatiosCommand.Run(file, null);
    case ["ratios", "--out", string file, "--only", string part] when RatiosCommand.Names.Contains(part):
        return RatiosCommand.Run(file, part);
    case ["bags", "--out", string file]:
        return BagsCommand.Run(file);
    case ["bag-step", .. { Length: 4 } words]:
        return BagsCommand.RunOne(words);
    case ["smoke", .. string[] names]:
        return SmokeCommand.Run(names);
    case ["ratios", ..]:
        Console.Error.WriteLine($"usage: ratios --out FILE.json [--only {string.Join('|', RatiosCommand.Names)}] | bags --out FILE.json | smoke [CLASS ...] | BenchmarkDotNet's own arguments, for example --filter *Reading*");
        return 2;
    default:
        return BenchmarkSwitcher.FromAssembly(typeof(SmokeCommand).Assembly).Run(args, BenchmarkConfig.Measured()).All(summary => !summary.HasCriticalValidationErrors) ? 0 : 1;
}
