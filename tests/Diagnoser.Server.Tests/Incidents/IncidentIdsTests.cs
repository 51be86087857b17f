using Diagnoser.Server.Incidents;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Incidents;

public sealed class IncidentIdsTests
{
    [Theory]
    [InlineData(" 3F2a ", "3f2a")]
    [InlineData("0123456789ab", "0123456789ab")]
    public void Digits_are_taken_in_either_case(string given, string expected) => Assert.Equal(expected, IncidentIds.Checked(given));

    [Theory]
    [InlineData("")]
    [InlineData("3f2")]
    [InlineData("shop")]
    [InlineData("3f2a%")]
    [InlineData("../../x")]
    [InlineData("٣٤٥٦")]
    public void What_cannot_begin_an_id_is_a_wrong_request(string given) =>
        Assert.Equal(Refusal.Wrong, Assert.Throws<RequestRefusedException>(() => IncidentIds.Checked(given)).Refusal);

    [Fact]
    public void The_nearest_id_is_named_where_one_is_near()
    {
        var known = new[] { Kept.Incident(Kept.Shop, "shop", Kept.Web3, Some.Noon), Kept.Incident(Kept.Over, "shop", Kept.Web3, Some.Noon) };

        Assert.Contains($"did you mean {Kept.Shop[..12]}", IncidentIds.Unknown("3f2b01", known).Message, StringComparison.Ordinal);
        Assert.Contains("incidents list --all", IncidentIds.Unknown("777777", known).Message, StringComparison.Ordinal);
        Assert.Contains("there are none yet", IncidentIds.Unknown("777777", []).Message, StringComparison.Ordinal);
    }
}
