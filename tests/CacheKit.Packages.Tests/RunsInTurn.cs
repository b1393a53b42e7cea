using Xunit.Sdk;
using Xunit.v3;

// Each fact keeps the whole machine busy by itself.
[assembly: Parallelization(Mode = ParallelMode.None)]
