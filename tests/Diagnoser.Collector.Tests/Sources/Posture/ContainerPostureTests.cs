using Diagnoser.Collector.Sources.Posture;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Posture;

public sealed class ContainerPostureTests : IDisposable
{
    private readonly HostTree _tree = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("posture-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private MeasuredHost _host;
    private ContainerPosture _posture;
    private Task _running = Task.CompletedTask;

    public ContainerPostureTests()
    {
        _host = new MeasuredHost(_tree, data: _folder);
        _posture = new ContainerPosture(_host.Kit);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _host.Dispose();
        _tree.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task A_finding_says_whose_it_is_and_what_is_wanted()
    {
        Look(Privileged());
        var told = await _host.Published.NextAsync(EventTypes.PostureFinding);

        Assert.Equal((Some.Id, "api"), (told.Subject.Id, told.Service));
        Assert.Equal("privileged SEC-001 privileged", $"{told.Attributes["posture.check"]} {told.Attributes["posture.code"]} {told.Attributes["posture.value"]}");
        Assert.NotEmpty(told.Attributes["posture.wanted"].Text!);
        Assert.Equal("shop/api:1.2", told.Attributes[AttributeNames.ImageName].Text);
    }

    [Fact]
    public async Task The_same_is_told_once_however_often_it_is_seen_and_again_when_it_is_another()
    {
        Look(Privileged());
        await NextAsync("privileged");
        Look(Privileged());
        Look(Privileged().With("HostConfig.CapAdd", """["SYS_ADMIN"]"""));
        await NextAsync("capabilities");
        Look(Privileged().With("HostConfig.CapAdd", """["SYS_PTRACE"]"""));

        Assert.Equal("SYS_PTRACE", (await NextAsync("capabilities")).Attributes["posture.value"].Text);
        Assert.Equal(0, _host.Published.Waiting);
    }

    [Fact]
    public async Task What_was_mended_and_is_back_is_told_again()
    {
        Look(Privileged());
        await NextAsync("privileged");
        Look(new ConfiguredContainer().With("HostConfig.CapAdd", """["SYS_ADMIN"]"""));
        await NextAsync("capabilities");
        Look(Privileged());

        await NextAsync("privileged");
    }

    [Fact]
    public async Task A_restart_of_the_collector_tells_nothing_twice()
    {
        Look(Privileged());
        await NextAsync("privileged");
        await StartAnewAsync();
        Look(Privileged().With("HostConfig.PidMode", "\"host\""));

        await NextAsync("host_pid");
        Assert.Equal(0, _host.Published.Waiting);
    }

    [Fact]
    public async Task Another_container_in_the_same_place_is_no_news_but_another_place_is()
    {
        Look(Privileged());
        await NextAsync("privileged");
        _host.Kit.Ledger.Remove(Some.Id);
        Look(Privileged().With("Id", $"\"{Some.OtherId}\""));
        await StartAnewAsync();
        Assert.Equal([Some.OtherId], _host.Kit.Ledger.Read("SELECT container FROM risks WHERE gone IS NULL", row => row.GetString(0)));
        Look(Privileged().With("Id", $"\"{Some.OtherId}\"").With("Name", "\"/other\""));

        Assert.Equal("other", (await NextAsync("privileged")).Subject.Name);
        Assert.Equal(0, _host.Published.Waiting);
    }

    [Fact]
    public async Task Containers_whose_names_the_engine_makes_up_are_told_once_an_image()
    {
        Look(Privileged().With("Name", "\"/eager_hopper\""));
        await NextAsync("privileged");
        Look(new ConfiguredContainer().With("Id", $"\"{Some.OtherId}\"").With("Name", "\"/calm_turing\"").With("HostConfig.PidMode", "\"host\""));
        await NextAsync("host_pid");
        await StartAnewAsync();
        Look(Privileged().With("Name", "\"/eager_hopper\"").With("HostConfig.UTSMode", "\"host\""));

        await NextAsync("host_uts");
        Assert.Equal(0, _host.Published.Waiting);
    }

    [Fact]
    public async Task A_full_host_is_told_at_an_even_pace()
    {
        const int containers = 40;
        foreach (var i in Enumerable.Range(0, containers))
        {
            Look(Privileged().With("HostConfig.ReadonlyRootfs", "false").With("Id", $"\"{i:x64}\"").With("Name", $"\"/c{i}\""));
        }

        for (var i = 0; i < containers; i++)
        {
            await NextAsync("privileged");
            await NextAsync("writable_root");
        }

        Assert.True(_host.Clock.GetUtcNow() - Some.Noon >= (containers - 1) * 2 * ContainerPosture.Pause);
    }

    [Fact]
    public async Task A_container_that_is_gone_at_its_turn_is_left_out()
    {
        var gone = _host.Kit.Inventory.Get(Some.OtherId);
        gone.Snapshot = Privileged().With("Id", $"\"{Some.OtherId}\"").Snapshot();
        gone.DestroyedAt = Some.Noon;
        _posture.Add(gone);
        Look(Privileged());

        Assert.Equal(Some.Id, (await NextAsync("privileged")).Subject.Id);
        Assert.Equal(0, _host.Published.Waiting);
    }

    private static ConfiguredContainer Privileged() => new ConfiguredContainer().With("HostConfig.Privileged", "true");

    private void Look(ConfiguredContainer configured)
    {
        var snapshot = configured.Snapshot();
        var container = _host.Kit.Inventory.Get(snapshot.Id);
        container.Snapshot = snapshot;
        _posture.Add(container);
        if (_running.IsCompleted)
        {
            _running = _posture.RunAsync(_stop.Token);
        }
    }

    private async Task<DockerEvent> NextAsync(string check)
    {
        await Until.TrueAsync(() =>
        {
            if (_host.Published.Waiting == 0)
            {
                _host.Clock.Advance(ContainerPosture.Pause / 2);
            }

            return _host.Published.Waiting > 0;
        });
        var next = await _host.Published.NextAsync(EventTypes.PostureFinding);
        Assert.Equal(check, next.Attributes["posture.check"].Text);
        return next;
    }

    private async Task StartAnewAsync()
    {
        // What was told is remembered a moment later.
        await Until.TrueAsync(() =>
        {
            _host.Clock.Advance(ContainerPosture.Pause);
            return _posture.IsIdle;
        });
        Assert.Equal(0, _host.Published.Waiting);
        _host.Dispose();
        _host = new MeasuredHost(_tree, data: _folder);
        _posture = new ContainerPosture(_host.Kit);
        _running = Task.CompletedTask;
    }
}
