using Diagnoser.Contracts;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Bus.Events;

public sealed class RebuildTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Some.Noon);

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    /// <summary>A rule, what begins its condition (and what ends it, after 4 min), and when the clock decides.</summary>
    public static TheoryData<string, string[], string?, int> Decisions => new()
    {
        { "absent", [EventTypes.ContainerOom], null, 5 },
        { "unless", ["container.pause"], null, 5 },
        { "holds", ["container.pause"], null, 4 },
        { "recovers", [EventTypes.ContainerOom, EventTypes.ContainerOom], "container.unpause", 7 },
    };

    [Theory]
    [MemberData(nameof(Decisions))]
    public async Task What_the_clock_decided_stands_after_a_stop_and_is_not_told_again(string rule, string[] begins, string? ends, int minutes)
    {
        var process = await DecideAsync(rule, begins, ends, minutes);
        var decided = await process.DiagnosesAsync();
        Assert.Equal(rule, Assert.Single(decided).Rule);
        Assert.Equal(ends is not null, decided[0].Ended is not null);
        var kept = process.Kept;

        await process.BeginAsync();
        await process.LookAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await process.LookAsync();

        Assert.Equivalent(decided, await process.DiagnosesAsync(), strict: true);
        Assert.Equal(kept, process.Kept);
    }

    [Theory]
    [InlineData("absent", EventTypes.ContainerOom)]
    [InlineData("unless", "container.pause")]
    [InlineData("holds", "container.pause")]
    public async Task What_arrives_late_after_a_stop_takes_back_what_the_clock_decided(string rule, string begins)
    {
        var process = await DecideAsync(rule, [begins], null, 5);
        Assert.Single(await process.StandingAsync());

        await process.BeginAsync();
        await process.TakeAsync(Some.Event("container.unpause", at: Some.Noon.AddMinutes(2)));
        await process.LookAsync();

        Assert.Empty(await process.StandingAsync());
    }

    [Fact]
    public async Task What_was_told_of_a_host_that_was_quiet_for_long_stands_when_it_is_heard_again()
    {
        var process = await DecideAsync("any", [EventTypes.ContainerOom], null, 1);
        var told = Assert.Single(await process.DiagnosesAsync());

        _clock.Advance(TimeSpan.FromHours(3));
        await process.BeginAsync();
        await process.TakeAsync(Some.Event(EventTypes.ContainerOom, at: _clock.GetUtcNow()));

        Assert.Equal([told.Id], (await process.StandingAsync()).Take(1).Select(d => d.Id));
        Assert.Equal(2, (await process.StandingAsync()).Count);
    }

    // Something happens, its condition ends if it does, and the clock decides on it.
    private async Task<Correlating> DecideAsync(string rule, string[] begins, string? ends, int minutes)
    {
        var process = new Correlating(_folder.Store, WaitingRules.Only(rule), _clock, "h1");
        await process.BeginAsync();
        foreach (var type in begins)
        {
            await process.TakeAsync(Some.Event(type, at: _clock.GetUtcNow()));
            _clock.Advance(TimeSpan.FromSeconds(3));
            await process.LookAsync();
        }

        if (ends is not null)
        {
            _clock.SetUtcNow(Some.Noon.AddMinutes(4));
            await process.TakeAsync(Some.Event(ends, at: _clock.GetUtcNow()));
        }

        _clock.SetUtcNow(Some.Noon.AddMinutes(minutes));
        await process.LookAsync();
        return process;
    }
}
