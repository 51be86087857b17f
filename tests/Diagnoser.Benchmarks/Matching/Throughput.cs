using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Diagnoser.Benchmarks.Matching;

/// <summary>A column with the characters that are gone through in a second, a character counted as a byte.</summary>
/// <param name="characters">The characters of a round, by the name of the benchmark's method.</param>
internal sealed class Throughput(Func<string, long> characters) : IColumn
{
    private const double NanosecondsOfMegabyte = 1e3;

    public string Id => nameof(Throughput);

    public string ColumnName => "MB/s";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Characters of log text in a second, in millions, in the best round";

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? (characters(benchmarkCase.Descriptor.WorkloadMethod.Name) / statistics.Min * NanosecondsOfMegabyte).ToString("0", CultureInfo.InvariantCulture)
            : "?";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
}
