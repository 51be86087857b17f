using Diagnoser.Server.Notifiers;

namespace Diagnoser.Server.Tests.Notifiers;

public sealed class NotifierAddressTests
{
    [Theory]
    [InlineData("https://hooks.slack.com/services/T0/B0/plantedSecret", "https://hooks.slack.com/…")]
    [InlineData(" https://x.logic.azure.com:443/workflows/1?sig=plantedSecret ", "https://x.logic.azure.com/…")]
    [InlineData("http://127.0.0.1:8080/plantedSecret", "http://127.0.0.1:8080/…")]
    [InlineData("http://localhost:8080/plantedSecret", "http://localhost:8080/…")]
    public void Only_the_host_of_an_address_is_shown(string text, string shown) => Assert.Equal(shown, NotifierAddress.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("plantedSecret")]
    [InlineData("/services/plantedSecret")]
    [InlineData("file:///plantedSecret")]
    [InlineData("http://hooks.slack.com/plantedSecret")]
    [InlineData("https://ann:plantedSecret@hooks.slack.com/")]
    public void An_address_that_may_not_be_used_is_refused_without_repeating_it(string text)
    {
        var exception = Assert.Throws<FormatException>(() => NotifierAddress.Parse(text));

        Assert.DoesNotContain("planted", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Http_to_another_machine_must_be_asked_for() =>
        Assert.Equal("http://fake-slack:8080/…", NotifierAddress.Parse("http://fake-slack:8080/x", allowHttp: true).ToString());
}
