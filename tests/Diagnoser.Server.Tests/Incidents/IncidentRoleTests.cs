using Diagnoser.Contracts;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Incidents;

public sealed class IncidentRoleTests : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private readonly StoreFolder _folder = new();
    private readonly Signal _outbox = new();
    private readonly FakeTimeProvider _clock = new(Some.Noon.AddSeconds(30));
    private readonly IncidentRole _role;

    public IncidentRoleTests() => _role = new IncidentRole(
        _folder.Store, new IncidentKeeper(_folder.Store, _outbox, _clock), Quiet, _clock, NullLogger<IncidentRole>.Instance);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        _outbox.Dispose();
    }

    [Fact]
    public async Task A_diagnosis_whose_message_was_lost_gets_its_incident()
    {
        await _folder.KeepAsync(
            Diagnosis("lost", "k1"),
            Diagnosis("hidden", "k2") with { HiddenBy = "other" },
            Diagnosis("small", "k3") with { Severity = Severity.Info });

        await _role.LookAfterAsync(TimeSpan.FromSeconds(10), Cancelled);
        await _role.LookAfterAsync(TimeSpan.FromSeconds(10), Cancelled);

        Assert.Equal("lost", Assert.Single(await _folder.IncidentsAsync()).Root.Id);
    }

    [Fact]
    public async Task A_message_that_may_be_on_its_way_is_left_alone()
    {
        await _folder.KeepAsync(Diagnosis("d1", "k1"));

        await _role.LookAfterAsync(TimeSpan.FromMinutes(1), Cancelled);

        Assert.Empty(await _folder.IncidentsAsync());
    }

    [Fact]
    public async Task An_incident_is_over_when_its_service_has_run_for_a_while()
    {
        await OpenAsync();
        await AppendAsync(Some.Event(EventTypes.ContainerStart, at: Some.Noon.AddSeconds(10)));
        _clock.Advance(TimeSpan.FromMinutes(9));
        await _role.CloseAsync(Cancelled);
        Assert.Equal(IncidentStatus.Open, Assert.Single(await _folder.IncidentsAsync()).Status);

        _clock.Advance(TimeSpan.FromMinutes(2));
        await _role.CloseAsync(Cancelled);

        var incident = Assert.Single(await _folder.IncidentsAsync());
        Assert.Equal((IncidentStatus.Resolved, null), (incident.Status, incident.ResolvedBy));
        Assert.Contains("running since 12:00:10", incident.Resolution, StringComparison.Ordinal);
        Assert.Equal("resolved", (await _folder.JournalAsync())[^1].What);
    }

    [Fact]
    public async Task An_incident_of_what_stays_dead_stays_open()
    {
        await OpenAsync();
        _clock.Advance(TimeSpan.FromHours(5));

        await _role.CloseAsync(Cancelled);

        Assert.Equal(IncidentStatus.Open, Assert.Single(await _folder.IncidentsAsync()).Status);
    }

    private static Diagnosis Diagnosis(string id, string key) => Some.Diagnosis(id) with { IncidentKey = key, Service = "api", Time = Some.Noon };

    private async Task OpenAsync()
    {
        await AppendAsync(Some.Event(EventTypes.ContainerStart, at: Some.Noon.AddMinutes(-5)), Some.Die(at: Some.Noon));
        await _folder.KeepAsync(Diagnosis("d1", "k1"));
        await _role.LookAfterAsync(TimeSpan.Zero, Cancelled);
    }

    private async Task AppendAsync(params IReadOnlyList<DockerEvent> events)
    {
        await using var transaction = await _folder.Store.BeginAsync(Cancelled);
        _ = await transaction.AppendAsync(events, Cancelled);
        await transaction.CommitAsync(Cancelled);
    }
}
