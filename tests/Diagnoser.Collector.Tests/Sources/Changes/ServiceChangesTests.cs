using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Changes;

public sealed class ServiceChangesTests : IDisposable
{
    private const string Labels = """{"com.docker.compose.project":"shop","com.docker.compose.service":"web","com.docker.compose.container-number":"1"}""";

    private static readonly DateTimeOffset First = new(2026, 1, 1, 11, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Second = First.AddMinutes(30);

    private readonly HostTree _tree = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("changes-").FullName;
    private MeasuredHost _host;
    private ServiceChanges _changes;

    public ServiceChangesTests()
    {
        _host = new MeasuredHost(_tree, data: _folder);
        _changes = new ServiceChanges(_host.Kit);
        _changes.Adopt("form");
    }

    public void Dispose()
    {
        _host.Dispose();
        _tree.Dispose();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task A_successor_with_another_configuration_is_told_with_its_difference()
    {
        await SeeAsync(new ConfiguredContainer());
        Gone(Some.Id);
        await SeeAsync(Successor().With("Config.Image", "\"shop/api:1.3\"").With("HostConfig.Memory", "1000000"), Second.AddMilliseconds(5));
        var told = await ToldAsync();

        Assert.Equal((Some.OtherId, "api", Second.AddMilliseconds(5)), (told.Subject.Id, told.Service, told.Time));
        Assert.Equal(["image", "limits"], told.Attributes["change.fields"].List!);
        Assert.Equal(("shop/api:1.2", "shop/api:1.3"), (told.Attributes["change.image.from"].Text, told.Attributes["change.image.to"].Text));
        Assert.Equal(("memory=67108864", "memory=1000000"), (told.Attributes["change.limits.from"].Text, told.Attributes["change.limits.to"].Text));
        Assert.False(told.Attributes[AttributeNames.Reconciled].HasValue);
    }

    [Fact]
    public async Task The_same_twice_is_no_change_nor_is_an_equal_successor()
    {
        await SeeAsync(new ConfiguredContainer());
        await SeeAsync(new ConfiguredContainer());
        Gone(Some.Id);
        await SeeAsync(Successor());
        await SeeAsync(Successor().With("State.Running", "false"));

        Assert.Equal(0, _host.Published.Waiting);
    }

    [Fact]
    public async Task What_changed_while_the_collector_was_down_is_told_once_with_the_time_of_creation()
    {
        await SeeAsync(new ConfiguredContainer());
        StartAnew();
        await SeeAsync(Successor().With("Config.User", "\"app\""));
        var told = await ToldAsync();
        StartAnew();
        await SeeAsync(Successor().With("Config.User", "\"app\""));

        Assert.Equal((Second, true), (told.Time, told.Attributes[AttributeNames.Reconciled] == true));
        Assert.Equal(0, _host.Published.Waiting);
    }

    [Fact]
    public async Task An_update_of_the_same_container_is_told_with_the_time_of_its_event()
    {
        await SeeAsync(new ConfiguredContainer());
        await SeeAsync(new ConfiguredContainer().With("HostConfig.Memory", "1000000").With("HostConfig.RestartPolicy.Name", "\"always\""), Second);
        var told = await ToldAsync();

        Assert.Equal(Second, told.Time);
        Assert.Equal(["limits", "restart_policy"], told.Attributes["change.fields"].List!);
    }

    [Fact]
    public async Task A_network_that_was_connected_is_told_with_the_time_of_that()
    {
        await SeeAsync(new ConfiguredContainer());
        _host.Kit.Inventory.Get(Some.Id).TouchedAt = Second;
        await SeeAsync(new ConfiguredContainer().With("NetworkSettings.Networks", """{"shop":{},"mail":{}}"""));
        var told = await ToldAsync();

        Assert.Equal((Second, "mail"), (told.Time, told.Attributes["change.networks.to"].Text));
        Assert.Null(_host.Kit.Inventory.Get(Some.Id).TouchedAt);
    }

    [Fact]
    public async Task Networks_that_are_connected_before_the_start_are_compared_with_the_predecessor()
    {
        await SeeAsync(new ConfiguredContainer());
        Gone(Some.Id);
        await SeeAsync(Successor().With("State.Running", "false").With("NetworkSettings.Networks", "{}"));
        await SeeAsync(Successor());
        Assert.Equal(0, _host.Published.Waiting);

        await SeeAsync(Successor().With("NetworkSettings.Networks", """{"mail":{}}"""));
        var told = await ToldAsync();
        Assert.Equal(("shop", "mail"), (told.Attributes["change.networks.from"].Text, told.Attributes["change.networks.to"].Text));
    }

    [Fact]
    public async Task A_successor_on_other_networks_is_told_when_it_runs()
    {
        await SeeAsync(new ConfiguredContainer());
        Gone(Some.Id);
        await SeeAsync(Successor().With("State.Running", "false").With("NetworkSettings.Networks", "{}"));
        await SeeAsync(Successor().With("NetworkSettings.Networks", """{"mail":{}}"""), Second);

        Assert.Equal("shop", (await ToldAsync()).Attributes["change.networks.from"].Text);
    }

    [Fact]
    public async Task While_both_live_only_the_younger_one_counts()
    {
        await SeeAsync(new ConfiguredContainer().With("Config.Labels", Labels));
        await SeeAsync(Successor().With("Config.Labels", Labels).With("Name", "\"/2cb58e3da436_shop-web-1\"").With("Config.User", "\"app\""));
        _ = await ToldAsync();
        var isCompared = await SeeAsync(new ConfiguredContainer().With("Config.Labels", Labels));
        await SeeAsync(Successor().With("Config.Labels", Labels).With("Config.User", "\"app\""));

        Assert.False(isCompared);
        Assert.Equal(0, _host.Published.Waiting);
    }

    [Fact]
    public async Task An_older_one_that_is_put_back_is_a_change()
    {
        await SeeAsync(new ConfiguredContainer());
        await SeeAsync(new ConfiguredContainer().With("Name", "\"/api-old\""), Second);
        Assert.Equal("api-old", (await ToldAsync()).Attributes["change.name.to"].Text);
        await SeeAsync(Successor().With("Config.User", "\"app\""));
        Assert.Equal(["user"], (await ToldAsync()).Attributes["change.fields"].List!);
        Gone(Some.OtherId);
        await SeeAsync(new ConfiguredContainer());

        var told = await ToldAsync();
        Assert.Equal(("app", "1000:1000"), (told.Attributes["change.user.from"].Text, told.Attributes["change.user.to"].Text));
    }

    [Fact]
    public async Task Containers_whose_names_the_engine_makes_up_do_not_follow_one_another_but_can_change()
    {
        await SeeAsync(new ConfiguredContainer().With("Name", "\"/eager_hopper\""));
        await SeeAsync(Successor().With("Name", "\"/calm_turing\"").With("Config.User", "\"app\""));
        Assert.Equal(0, _host.Published.Waiting);

        await SeeAsync(new ConfiguredContainer().With("Name", "\"/eager_hopper\"").With("HostConfig.Memory", "5"));
        Assert.Equal(["limits"], (await ToldAsync()).Attributes["change.fields"].List!);
    }

    [Fact]
    public async Task What_was_remembered_under_another_key_is_forgotten_not_compared()
    {
        await SeeAsync(new ConfiguredContainer());
        StartAnew("another form");
        await SeeAsync(new ConfiguredContainer().With("Config.User", "\"app\""));
        Assert.Equal(0, _host.Published.Waiting);

        await SeeAsync(new ConfiguredContainer());
        Assert.Equal(["user"], (await ToldAsync()).Attributes["change.fields"].List!);
    }

    [Fact]
    public async Task Of_those_that_are_gone_only_the_last_are_remembered()
    {
        for (var i = 0; i < Ledger.MostGone + 50; i++)
        {
            await SeeAsync(new ConfiguredContainer().With("Id", $"\"{i:x64}\"").With("Name", $"\"/job-{i}\""));
            Gone($"{i:x64}");
        }

        Assert.Equal(Ledger.MostGone, _host.Kit.Ledger.Read("SELECT count(*) FROM configurations", row => row.GetInt32(0))[0]);
    }

    [Fact]
    public async Task A_container_that_is_renamed_again_and_again_is_remembered_twice()
    {
        for (var i = 0; i < 20; i++)
        {
            await SeeAsync(new ConfiguredContainer().With("Name", $"\"/api-{i}\""));
        }

        Assert.Equal(2, _host.Kit.Ledger.Read("SELECT count(*) FROM configurations", row => row.GetInt32(0))[0]);
    }

    private static ConfiguredContainer Successor() =>
        new ConfiguredContainer().With("Id", $"\"{Some.OtherId}\"").With("Created", "\"2026-01-01T11:30:00Z\"").With("State.StartedAt", "\"2026-01-01T11:30:01Z\"");

    private async Task<bool> SeeAsync(ConfiguredContainer configured, DateTimeOffset? time = null)
    {
        var snapshot = configured.Snapshot();
        var container = _host.Kit.Inventory.Get(snapshot.Id);
        container.Snapshot = snapshot;
        return await _changes.CompareAsync(container, snapshot, time, TestContext.Current.CancellationToken);
    }

    private void Gone(string id)
    {
        _host.Kit.Ledger.Remove(id);
    }

    private async Task<DockerEvent> ToldAsync()
    {
        Assert.Equal(1, _host.Published.Waiting);
        return await _host.Published.NextAsync(EventTypes.ServiceChange);
    }

    private void StartAnew(string form = "form")
    {
        _host.Dispose();
        _host = new MeasuredHost(_tree, data: _folder);
        _changes = new ServiceChanges(_host.Kit);
        _changes.Adopt(form);
    }
}
