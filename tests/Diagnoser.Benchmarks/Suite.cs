using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Diagnoser.Benchmarks;

/// <summary>Runs the benchmarks of a class in this process, with what they allocate.</summary>
internal static class Suite
{
    private const string Short = "--short";

    /// <summary>Runs them; with <c>--short</c> in about a minute.</summary>
    public static int Run<T>(string[] args, params IColumn[] columns)
    {
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance);
        if (args.Contains(Short))
        {
            job = job.WithWarmupCount(2).WithIterationCount(5).WithIterationTime(TimeInterval.FromMilliseconds(200));
        }

        var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).AddColumn(columns)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "diagnoser-benchmarks"));
        return BenchmarkRunner.Run<T>(config).Reports.All(r => r.Success) ? 0 : 1;
    }
}
