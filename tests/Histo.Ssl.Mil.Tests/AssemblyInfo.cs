// TorchSharp 0.107 hands numbers to libtorch in objects that a collection on another thread may free during the call: test classes that allocate side by side make results random.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
