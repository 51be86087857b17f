using System.Text.Json;
using Diagnoser.Collector.Sources.Measuring;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class DockerDiskTests
{
    [Fact]
    public void Reads_the_lists_of_older_engines()
    {
        var disk = Read(
            """
            {"LayersSize":1000,
             "Images":[{"Size":700,"SharedSize":100,"Containers":1},{"Size":300,"SharedSize":100,"Containers":0},{"Size":-1,"SharedSize":-1,"Containers":2}],
             "Containers":[{"Id":"a","SizeRw":50,"State":"running"},{"Id":"b","SizeRw":7,"State":"exited"},{"Id":"c","State":"running"}],
             "Volumes":[{"UsageData":{"Size":30,"RefCount":0}},{"UsageData":{"Size":-1,"RefCount":1}},{"UsageData":null}],
             "BuildCache":[{"Size":20,"InUse":false,"Shared":false},{"Size":9,"InUse":true,"Shared":false},{"Size":500,"InUse":false,"Shared":true}]}
            """);

        Assert.Equal((1000, 57, 30, 29, 400 + 7 + 20), (disk.Images, disk.Containers, disk.Volumes, disk.BuildCache, disk.Reclaimable));
        Assert.Equal((50, 0), (disk.Writable["a"], disk.Writable["c"]));
    }

    [Fact]
    public void Reads_the_sums_of_newer_engines()
    {
        var disk = Read(
            """
            {"ImageUsage":{"TotalSize":1000,"Reclaimable":400},"ContainerUsage":{"TotalSize":57,"Reclaimable":7,"Items":[{"Id":"a","SizeRw":50}]},
             "VolumeUsage":{"TotalSize":30,"Reclaimable":30},"BuildCacheUsage":{"TotalSize":29,"Reclaimable":20}}
            """);

        Assert.Equal((1000, 57, 30, 29, 427), (disk.Images, disk.Containers, disk.Volumes, disk.BuildCache, disk.Reclaimable));
        Assert.Equal(50, disk.Writable["a"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Images":null,"Containers":null,"Volumes":null,"BuildCache":null,"LayersSize":0}""")]
    public void An_engine_that_has_nothing_takes_nothing(string answer)
    {
        var disk = Read(answer);

        Assert.Equal((0, 0, 0, 0, 0), (disk.Images, disk.Containers, disk.Volumes, disk.BuildCache, disk.Reclaimable));
    }

    private static DockerDisk Read(string answer) => DockerDisk.Of(JsonElement.Parse(answer));
}
