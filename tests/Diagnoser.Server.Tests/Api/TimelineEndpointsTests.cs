using System.Net;
using System.Text.Json;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Api;

public sealed class TimelineEndpointsTests : IAsyncLifetime
{
    private TestApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task The_timeline_of_an_incident_has_what_its_stack_went_through_and_says_what_it_was_asked_for()
    {
        var timeline = await _api.GetAsync("api/v1/incidents/3f2a01/timeline");

        Assert.Equal("timeline", timeline.GetProperty("record").GetString());
        Assert.Equal(Kept.Shop, timeline.GetProperty("incident").GetProperty("id").GetString());
        Assert.Equal("2026-11-23T11:55:00+00:00", timeline.GetProperty("from").GetString());
        Assert.Equal("2026-11-23T12:01:00+00:00", timeline.GetProperty("to").GetString());
        Assert.Equal(["event", "event", "diagnosis", "incident", "event"], Kinds(timeline));
        Assert.DoesNotContain("blog", timeline.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?incident=3f2a01", 5)]
    [InlineData("?incident=3f2a01&from=2026-11-23T12:00:01Z", 1)]
    [InlineData("?stack=shop", 5)]
    [InlineData("?stack=shop&from=4h", 7)]
    [InlineData("?stack=shop&service=api", 1)]
    [InlineData("?host=web-4", 2)]
    [InlineData("?service=db&host=h1&to=11:59", 1)]
    public async Task A_timeline_is_of_an_incident_or_of_what_the_parameters_name_together(string query, int entries)
    {
        var timeline = await _api.GetAsync("api/v1/timeline" + query);

        Assert.Equal(entries, timeline.GetProperty("entries").GetArrayLength());
        Assert.False(timeline.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task The_newest_are_given_where_there_are_more_and_that_is_said()
    {
        var timeline = await _api.GetAsync("api/v1/timeline?stack=shop&limit=2");

        Assert.True(timeline.GetProperty("truncated").GetBoolean());
        Assert.Equal(["incident", "event"], Kinds(timeline));
    }

    [Theory]
    [InlineData("", "incident", "an incident, or of a stack, service or host")]
    [InlineData("?from=1h", "incident", "an incident, or of a stack, service or host")]
    [InlineData("?incident=3f2a01&stack=shop", "incident", "either the incident, or stack, service, host")]
    [InlineData("?stack=shop&limit=10001", "limit", "1 to 10000")]
    [InlineData("?stack=shop&from=12:00&to=11:00", "from", "after the end")]
    [InlineData("?stack=shop&format=md", "format", "allowed: incident")]
    public async Task A_wrong_request_is_told_what_is_allowed(string query, string parameter, string allowed)
    {
        var problem = await _api.GetAsync("api/v1/timeline" + query, HttpStatusCode.BadRequest);

        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.Contains(allowed, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timeline_of_an_incident_that_is_not_there_is_not_found() =>
        _ = await _api.GetAsync("api/v1/incidents/abcdef/timeline", HttpStatusCode.NotFound);

    private static IEnumerable<string?> Kinds(JsonElement timeline) => timeline.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("kind").GetString());
}
