using System.Collections.Concurrent;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

/// <summary>A healthy host on which containers come and go all day.</summary>
[Collection(nameof(Alone))]
public sealed class QuietTests(DockerHost host, ITestOutputHelper output)
{
    private const int Lifecycles = 200;
    private const int Ends = Lifecycles / 8 * 11;

    private readonly ConcurrentBag<string> _names = [];

    [Fact]
    public async Task Two_hundred_healthy_lifecycles_bring_no_diagnosis()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        Func<DockerCli, int, Task>[] lives = [JobAsync, StopAsync, RestartAsync, RecreateAsync, RenameAsync, UpdateAsync, ExecAsync, JobAsync];

        await Parallel.ForAsync(
            0,
            Lifecycles,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
            async (i, _) => await lives[i % lives.Length](docker, i));
        await up.SettleAsync();

        var records = up.Records();
        var names = _names.ToHashSet();
        var ends = records.Ends.Where(e => names.Contains(e.Subject.Name)).ToList();
        output.WriteLine($"{Lifecycles} lifecycles, {ends.Count} ends: {string.Join(", ", ends.CountBy(e => $"{e.Exit!.EndedBy}/{e.Exit.Reason}"))}");
        Assert.Equal(Ends, ends.Count);
        Assert.All(ends, e => Assert.Contains(e.Exit!.EndedBy, new[] { EndedBy.Operator, EndedBy.Itself }));
        Assert.Empty(records.Shown.Where(d => names.Contains(d.Subject.Name)).Select(d => $"{d.Rule}: {d.Summary}"));
    }

    private async Task JobAsync(DockerCli docker, int i) => await docker.DoAsync("wait", await docker.RunAsync(Name(i), [], "true"));

    private async Task StopAsync(DockerCli docker, int i)
    {
        await ServeAsync(docker, Name(i));
        await docker.DoAsync("stop", Name(i));
        await docker.DoAsync("start", Name(i));
        await docker.WaitUntilReadyAsync(Name(i));
        await docker.DoAsync("stop", Name(i));
        await docker.DoAsync("rm", Name(i));
    }

    private async Task RestartAsync(DockerCli docker, int i)
    {
        await ServeAsync(docker, Name(i));
        await docker.DoAsync("restart", Name(i));
        await docker.DoAsync("rm", "-f", Name(i));
    }

    private async Task RecreateAsync(DockerCli docker, int i)
    {
        await ServeAsync(docker, Name(i));
        await docker.DoAsync("rm", "-f", Name(i));
        await ServeAsync(docker, Name(i));
        await docker.DoAsync("stop", Name(i));
    }

    private async Task RenameAsync(DockerCli docker, int i)
    {
        var renamed = Name(i) + "-renamed";
        _names.Add(renamed);
        await ServeAsync(docker, Name(i));
        await docker.DoAsync("rename", Name(i), renamed);
        await docker.DoAsync("stop", renamed);
    }

    private async Task UpdateAsync(DockerCli docker, int i)
    {
        await ServeAsync(docker, Name(i));
        await docker.DoAsync("update", "--memory", "128m", "--memory-swap", "128m", "--restart", "always", Name(i));
        await docker.DoAsync("pause", Name(i));
        await docker.DoAsync("unpause", Name(i));
        await docker.DoAsync("stop", Name(i));
    }

    private async Task ExecAsync(DockerCli docker, int i)
    {
        await ServeAsync(docker, Name(i));
        await docker.DoAsync("exec", Name(i), "true");
        await docker.TryAsync("exec", Name(i), "false");
        await docker.DoAsync("stop", Name(i));
    }

    private static Task ServeAsync(DockerCli docker, string name) =>
        docker.ServeAsync(name, "-m", "64m", "--restart", "unless-stopped");

    private string Name(int i)
    {
        var name = DockerCli.Name($"quiet-{i}");
        _names.Add(name);
        return name;
    }
}
