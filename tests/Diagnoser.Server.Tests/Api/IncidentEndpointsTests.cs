using System.Net;
using System.Text.Json;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Api;

public sealed class IncidentEndpointsTests : IAsyncLifetime
{
    private TestApi _api = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("", "3f2a01 3f2a02")]
    [InlineData("?status=active", "3f2a01 3f2a02")]
    [InlineData("?status=resolved", "bb00")]
    [InlineData("?status=all", "3f2a01 3f2a02 bb00")]
    [InlineData("?stack=blog", "3f2a02")]
    [InlineData("?status=all&stack=shop", "3f2a01 bb00")]
    [InlineData("?service=db&host=web-4", "3f2a02")]
    [InlineData("?host=h1", "3f2a01")]
    [InlineData("?service=nosuch", "")]
    [InlineData("?status=all&from=2026-11-23T11:59:45Z", "3f2a01")]
    [InlineData("?status=all&from=1h", "3f2a01 3f2a02")]
    [InlineData("?status=all&to=2026-11-23T10:00:00Z", "bb00")]
    [InlineData("?status=all&limit=1", "3f2a01")]
    public async Task The_list_has_the_incidents_that_fit_the_newest_first(string query, string expected)
    {
        var incidents = await _api.GetAsync("api/v1/incidents" + query);

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Kept.Id), incidents.EnumerateArray().Select(Id));
    }

    [Theory]
    [InlineData("?status=open", "status", "active, resolved, all")]
    [InlineData("?limit=0", "limit", "1 to 1000")]
    [InlineData("?limit=1001", "limit", "1 to 1000")]
    [InlineData("?limit=-1", "limit", "1 to 1000")]
    [InlineData("?limit=many", "limit", "1 to 1000")]
    [InlineData("?limit=1&limit=2", "limit", "once")]
    [InlineData("?stack=", "stack", "1 to 256")]
    [InlineData("?from=yesterday", "from", "2026-11-23T12:00:00Z")]
    [InlineData("?to=2026-13-01", "to", "2026-11-23T12:00:00Z")]
    [InlineData("?from=2026-11-23&to=2026-11-22", "from", "after the end")]
    [InlineData("?host=web-9", "host", "web-3 (h1), web-4 (h2)")]
    [InlineData("?stak=shop", "stak", "allowed: status, stack, service, host, from, to, limit")]
    public async Task A_parameter_that_is_not_known_or_not_right_is_named_with_what_is_allowed(string query, string parameter, string allowed)
    {
        var problem = await _api.GetAsync("api/v1/incidents" + query, HttpStatusCode.BadRequest);

        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.Contains(allowed, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("3f2a01")]
    [InlineData("3F2A01")]
    public async Task The_first_digits_of_an_id_are_enough(string id)
    {
        var incident = await _api.GetAsync("api/v1/incidents/" + id);

        Assert.Equal(Kept.Shop, Id(incident));
        Assert.Equal("incident", incident.GetProperty("record").GetString());
    }

    [Theory]
    [InlineData("3f2")]
    [InlineData("zzzz")]
    [InlineData("3f2a%25")]
    [InlineData("3f2a_1")]
    public async Task What_cannot_begin_an_id_is_refused(string id)
    {
        var problem = await _api.GetAsync("api/v1/incidents/" + id, HttpStatusCode.BadRequest);

        Assert.Contains("4 or more of its digits", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digits_that_begin_several_ids_are_a_conflict_that_names_both()
    {
        var problem = await _api.GetAsync("api/v1/incidents/3f2a", HttpStatusCode.Conflict);

        var detail = problem.GetProperty("detail").GetString();
        Assert.Contains(Kept.Shop[..12], detail, StringComparison.Ordinal);
        Assert.Contains(Kept.Blog[..12], detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_is_not_there_is_not_found_and_the_nearest_is_named()
    {
        var problem = await _api.GetAsync("api/v1/incidents/bb01", HttpStatusCode.NotFound);

        Assert.Contains($"did you mean {Kept.Over[..12]}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incident_is_acknowledged_once_and_whoever_was_first_has_it()
    {
        var first = await _api.PostAsync("api/v1/incidents/3f2a01/acknowledge", """{"by":"ann"}""");
        var second = await _api.PostAsync("api/v1/incidents/3f2a01/acknowledge", """{"by":"bob"}""");

        Assert.Equal("acknowledged", first.GetProperty("status").GetString());
        Assert.Equal("ann", second.GetProperty("acknowledgedBy").GetString());
        Assert.Equal(first.GetProperty("version").GetInt32(), second.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task An_incident_is_resolved_with_the_reason_and_that_stands_in_its_timeline()
    {
        var incident = await _api.PostAsync("api/v1/incidents/3f2a01/resolve", """{"by":" ann ","why":"limit raised"}""");

        Assert.Equal("resolved", incident.GetProperty("status").GetString());
        Assert.Equal("ann", incident.GetProperty("resolvedBy").GetString());
        Assert.Equal("limit raised", incident.GetProperty("resolution").GetString());
        var timeline = await _api.GetAsync("api/v1/incidents/3f2a01/timeline");
        var action = Assert.Single(timeline.GetProperty("entries").EnumerateArray(), e => e.GetProperty("kind").GetString() == "action");
        Assert.Contains("limit raised", action.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("ann", action.GetProperty("by").GetString());
    }

    [Fact]
    public async Task Who_resolved_first_counts_and_nobody_can_take_what_is_over()
    {
        var again = await _api.PostAsync("api/v1/incidents/bb00/resolve", """{"by":"ann","why":"because"}""");
        var problem = await _api.PostAsync("api/v1/incidents/bb00/acknowledge", """{"by":"ann"}""", HttpStatusCode.Conflict);

        Assert.Equal("bob", again.GetProperty("resolvedBy").GetString());
        Assert.Contains("rolled back", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("""{"by":7}""", "body")]
    [InlineData("""{"by":"ann","who":"x"}""", "body")]
    [InlineData("{}", "by")]
    [InlineData("""{"by":"  "}""", "by")]
    public async Task A_body_that_is_not_right_is_refused_with_an_example(string body, string parameter)
    {
        var problem = await _api.PostAsync("api/v1/incidents/3f2a01/acknowledge", body, HttpStatusCode.BadRequest);

        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.DoesNotContain("Diagnoser.Server", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_and_reasons_have_a_largest_length()
    {
        var by = await _api.PostAsync("api/v1/incidents/3f2a01/resolve", $$"""{"by":"{{new string('x', 101)}}"}""", HttpStatusCode.BadRequest);
        var why = await _api.PostAsync("api/v1/incidents/3f2a01/resolve", $$"""{"by":"ann","why":"{{new string('x', 1001)}}"}""", HttpStatusCode.BadRequest);
        var body = await _api.PostAsync(
            "api/v1/incidents/3f2a01/resolve", $$"""{"by":"ann","why":"{{new string('x', 20_000)}}"}""", HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal("by", by.GetProperty("parameter").GetString());
        Assert.Equal("why", why.GetProperty("parameter").GetString());
        Assert.Equal(413, body.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_by_its_type_is_refused()
    {
        var problem = await _api.PostAsync("api/v1/incidents/3f2a01/acknowledge", """{"by":"ann"}""", HttpStatusCode.UnsupportedMediaType, "text/plain");

        Assert.Contains("application/json", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_notifiers_were_told_is_listed()
    {
        await using (var transaction = await _api.Store.BeginAsync(Stop))
        {
            await transaction.OweAsync(Kept.Shop, 1, "slack", Some.Noon, Stop);
            await transaction.CommitAsync(Stop);
        }

        var notifier = Assert.Single((await _api.GetAsync("api/v1/incidents/3f2a01/notifiers")).EnumerateArray());

        Assert.Equal("slack", notifier.GetProperty("notifier").GetString());
        Assert.Equal(0, notifier.GetProperty("toldVersion").GetInt32());
        Assert.True(notifier.GetProperty("isOwed").GetBoolean());
    }

    [Fact]
    public async Task Hostile_text_stays_text()
    {
        await Kept.AddAsync(_api.Store, Kept.HostileIncident());

        var raw = await _api.TextAsync("api/v1/incidents/dead");

        Assert.DoesNotContain("<script>", raw, StringComparison.Ordinal);
        Assert.All(raw, c => Assert.InRange(c, ' ', '~'));
        Assert.Equal(Kept.Hostile, JsonDocument.Parse(raw).RootElement.GetProperty("root").GetProperty("summary").GetString());
    }

    private static string? Id(JsonElement incident) => incident.GetProperty("id").GetString();
}
