using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Diagnoser.Benchmarks;

/// <summary>Runs the benchmarks of a class in this process, with what they allocate.</summary>
internal static class Suite
{
    private const string Short = "--short";

    // Many short rounds: on a machine that others use, the best of them was not interrupted.
    private const int Rounds = 30;
    private static readonly TimeInterval Round = TimeInterval.FromMilliseconds(10);

    /// <summary>Runs them; with <c>--short</c> in about a minute, without the baseline at the largest parameter.</summary>
    public static int Run<T>(string[] args, string largest, params IColumn[] columns)
    {
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance);
        var config = ManualConfig.Create(DefaultConfig.Instance).AddDiagnoser(MemoryDiagnoser.Default).AddColumn([StatisticColumn.Min, .. columns])
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "diagnoser-benchmarks"));
        if (args.Contains(Short))
        {
            job = job.WithWarmupCount(5).WithIterationCount(Rounds).WithIterationTime(Round);
            config = config.AddFilter(new SimpleFilter(c => !c.Descriptor.Baseline || c.Parameters.Items.All(p => !largest.Equals(p.Value))));
        }

        return BenchmarkRunner.Run<T>(config.AddJob(job)).Reports.All(r => r.Success) ? 0 : 1;
    }
}
