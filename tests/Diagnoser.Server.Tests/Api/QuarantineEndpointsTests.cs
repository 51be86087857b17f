using System.Net;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Api;

public sealed class QuarantineEndpointsTests : IAsyncLifetime
{
    private TestApi _api = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task What_was_set_aside_is_counted_and_the_newest_shown()
    {
        await using (var transaction = await _api.Store.BeginAsync(Stop))
        {
            await transaction.QuarantineAsync(
                [new(Some.Noon, "p00", "not JSON", "{"), new(Some.Noon.AddSeconds(1), "p01", "no id", Kept.Hostile)],
                Stop);
            await transaction.CommitAsync(Stop);
        }

        var answer = await _api.GetAsync("api/v1/quarantine?limit=1");

        Assert.Equal(2, answer.GetProperty("count").GetInt64());
        var record = Assert.Single(answer.GetProperty("records").EnumerateArray());
        Assert.Equal("p01", record.GetProperty("origin").GetString());
        Assert.Equal("no id", record.GetProperty("problem").GetString());
        Assert.Equal(Kept.Hostile, record.GetProperty("body").GetString());
        Assert.DoesNotContain("<script>", answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_an_empty_list()
    {
        var answer = await _api.GetAsync("api/v1/quarantine");

        Assert.Equal(0, answer.GetProperty("count").GetInt64());
        Assert.Equal(0, answer.GetProperty("records").GetArrayLength());
    }

    [Fact]
    public async Task The_limit_is_small_because_records_are_large()
    {
        var problem = await _api.GetAsync("api/v1/quarantine?limit=101", HttpStatusCode.BadRequest);

        Assert.Contains("1 to 100", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
