using System.Text.Json;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class LogFilesTests : IDisposable
{
    private const string Folder = "data/containers/" + Some.Id;

    private readonly HostTree _tree = new();
    private readonly MeasuredHost _host;
    private readonly LogFiles _files;

    public LogFilesTests()
    {
        _host = new MeasuredHost(_tree, dataRoot: "/data");
        _files = new LogFiles(_host.Kit);
        Log("json-file", """{"max-size":"10m","max-file":"3"}""");
        _tree.Write($"{Folder}/{Some.Id}-json.log", new string('x', 1000));
    }

    public void Dispose()
    {
        _host.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void Rotated_files_count_and_others_do_not()
    {
        _tree.Write($"{Folder}/{Some.Id}-json.log.1", new string('x', 500));
        _tree.Write($"{Folder}/config.v2.json", new string('x', 9000));

        var told = AttributeMap.From(Assert.Single(_files.Measure(Some.Noon)).Fields);

        Assert.Equal((1500L, 10_000_000L, 3L, "json-file"), (told["logfile.bytes"], told["container.log.max_size"], told["container.log.max_file"], told["container.log.driver"].Text));
        Assert.Equal($"/data/containers/{Some.Id}/{Some.Id}-json.log", told["logfile.path"]);
        Assert.False(told.TryGet("logfile.bytes_delta", out _));
        Assert.Equal(1500, _files.Total);
    }

    [Fact]
    public void Growth_is_told_once_it_is_worth_it_with_the_time_it_took()
    {
        _ = _files.Measure(Some.Noon);
        _tree.Write($"{Folder}/{Some.Id}-json.log", new string('x', 2000));
        Assert.Empty(_files.Measure(Some.Noon.AddMinutes(1)));
        _tree.Write($"{Folder}/{Some.Id}-json.log", new string('x', 3_000_000));

        var told = AttributeMap.From(Assert.Single(_files.Measure(Some.Noon.AddMinutes(2))).Fields);

        Assert.Equal((2_999_000L, 120.0), (told["logfile.bytes_delta"], told["sample.interval"]));
    }

    [Fact]
    public void A_log_that_does_not_grow_is_told_now_and_then()
    {
        _ = _files.Measure(Some.Noon);

        Assert.Empty(_files.Measure(Some.Noon.AddMinutes(9)));
        Assert.Equal(0L, AttributeMap.From(Assert.Single(_files.Measure(Some.Noon.AddMinutes(10))).Fields)["logfile.bytes_delta"]);
    }

    [Fact]
    public void A_driver_that_never_rotates_has_no_largest_size()
    {
        Log("json-file", "{}");

        Assert.False(AttributeMap.From(Assert.Single(_files.Measure(Some.Noon)).Fields).TryGet("container.log.max_size", out _));
    }

    [Fact]
    public void The_driver_local_has_its_own_place_and_bounds()
    {
        Log("local", "{}");
        _tree.Write($"{Folder}/local-logs/container.log", new string('x', 70));

        var told = AttributeMap.From(Assert.Single(_files.Measure(Some.Noon)).Fields);

        Assert.Equal((70L, 20_000_000L, 5L), (told["logfile.bytes"], told["container.log.max_size"], told["container.log.max_file"]));
    }

    [Fact]
    public void A_driver_without_a_file_is_not_measured()
    {
        Log("journald", "{}");

        Assert.Empty(_files.Measure(Some.Noon));
        Assert.Null(_files.Total);
    }

    [Fact]
    public void A_folder_that_is_not_here_is_missing_with_a_remedy()
    {
        Assert.Null(_files.FindMissing());
        _tree.Remove("data");

        Assert.Contains("Collector:RootPath", _files.FindMissing()!.Remedy, StringComparison.Ordinal);
        Assert.Empty(_files.Measure(Some.Noon));
    }

    [Theory]
    [InlineData("10m", 10_000_000L)]
    [InlineData("1.5g", 1_500_000_000L)]
    [InlineData("500kb", 500_000L)]
    [InlineData("10MiB", 10_000_000L)]
    [InlineData("1024", 1024L)]
    [InlineData("-1", null)]
    [InlineData("0", null)]
    [InlineData("lots", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Sizes_are_read_as_the_engine_reads_them(string? text, long? expected) => Assert.Equal(expected, LogFile.Bytes(text));

    private void Log(string driver, string config)
    {
        var inspect = Some.Inspect(
            new Some.State { Running = true, Pid = 42, Started = Some.Noon },
            hostConfig: $$""","LogConfig":{"Type":"{{driver}}","Config":{{config}}}""");
        var path = $$""","LogPath":"/data/containers/{{Some.Id}}/{{Some.Id}}-json.log" }""";
        _host.Run(Some.Id, 42).Snapshot = new ContainerSnapshot(JsonElement.Parse(inspect[..^2] + path), Some.Noon);
    }
}
