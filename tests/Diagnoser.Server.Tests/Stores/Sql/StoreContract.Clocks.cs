using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Stores.Sql;

public abstract partial class StoreContract
{
    [Fact]
    public async Task The_latest_time_that_a_host_had_reached_is_kept()
    {
        await ReachAsync("h1", Some.Noon);
        await ReachAsync("h2", Some.Noon.AddHours(1));
        await ReachAsync("", Some.Noon.AddMinutes(-1));
        await ReachAsync("h1", Some.Noon.AddMinutes(-1));
        await ReachAsync("h2", Some.Noon.AddHours(2));

        Assert.Equal(
            new Dictionary<string, DateTimeOffset> { ["h1"] = Some.Noon, ["h2"] = Some.Noon.AddHours(2), [""] = Some.Noon.AddMinutes(-1) },
            (await Store.HostClocksAsync(Token)).ToDictionary());
    }

    [Fact]
    public async Task The_time_of_a_clock_that_was_wrong_by_days_does_not_stay()
    {
        await ReachAsync("h1", Some.Noon.AddDays(400));
        await ReachAsync("h1", Some.Noon);

        Assert.Equal(Some.Noon, (await Store.HostClocksAsync(Token))["h1"]);
    }

    private async Task ReachAsync(string host, DateTimeOffset time)
    {
        await using var transaction = await Store.BeginAsync(Token);
        await transaction.SaveAsync(new Conclusions([], [], []) { Reached = new Dictionary<string, DateTimeOffset> { [host] = time } }, Token);
        await transaction.CommitAsync(Token);
    }
}
