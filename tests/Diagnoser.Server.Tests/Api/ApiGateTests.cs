using System.Net;
using System.Text;
using Diagnoser.Server.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Server.Tests.Api;

public sealed class ApiGateTests
{
    [Fact]
    public async Task A_store_that_fails_is_503_with_when_to_come_again()
    {
        await using var api = await TestApi.StartAsync();
        await BreakAsync(Path.Combine(api.Folder!, "diagnoser.db"));

        using var answer = await api.AnswerAsync(new HttpRequestMessage(HttpMethod.Get, "api/v1/incidents"));

        var problem = await TestApi.ReadAsync(answer, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.DoesNotContain("   at ", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", HttpStatusCode.NotFound)]
    [InlineData("api/v2/incidents", HttpStatusCode.NotFound)]
    [InlineData("api/v1/incidents/3f2a01/nosuch", HttpStatusCode.NotFound)]
    [InlineData("api/v1/incidents/3f2a01/acknowledge", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_not_there_is_a_problem_detail_too(string path, HttpStatusCode status)
    {
        await using var api = await TestApi.StartAsync();

        var problem = await api.GetAsync(path, status);

        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example:8080", HttpStatusCode.Forbidden)]
    [InlineData("localhost:8080", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    [InlineData("diagnoser.example.com", HttpStatusCode.OK)]
    public async Task A_page_in_a_browser_cannot_write_under_a_name_that_leads_here(string host, HttpStatusCode expected)
    {
        await using var api = await TestApi.StartAsync(known: new Uri("https://diagnoser.example.com/"));
        var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/incidents/3f2a01/acknowledge")
        {
            Headers = { Host = host },
            Content = new StringContent("""{"by":"ann"}""", Encoding.UTF8, "application/json"),
        };

        using var answer = await api.AnswerAsync(request);

        _ = await TestApi.ReadAsync(answer, expected);
    }

    private static async Task BreakAsync(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "DROP TABLE incident";
        _ = await command.ExecuteNonQueryAsync();
    }
}
