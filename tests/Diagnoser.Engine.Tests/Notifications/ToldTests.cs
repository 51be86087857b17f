using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;

namespace Diagnoser.Engine.Tests.Notifications;

public sealed class ToldTests
{
    [Fact]
    public void The_text_form_is_compact() => Assert.Equal("3 critical open", new Told(3, Severity.Critical, IncidentStatus.Open).ToString());

    [Fact]
    public void What_was_written_is_read_again()
    {
        foreach (var severity in Enum.GetValues<Severity>())
        {
            foreach (var status in Enum.GetValues<IncidentStatus>())
            {
                var told = new Told(12, severity, status);

                Assert.Equal(told, Told.Parse(told.ToString()));
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("3 critical")]
    [InlineData("3 critical open now")]
    [InlineData("-3 critical open")]
    [InlineData("3 grave open")]
    [InlineData("3 critical Open")]
    [InlineData("99999999999 critical open")]
    public void Anything_else_is_as_if_nothing_was_told(string? text) => Assert.Null(Told.Parse(text));
}
