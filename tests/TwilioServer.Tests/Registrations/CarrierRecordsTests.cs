using TwilioServer.Registrations;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Registrations;

public sealed class CarrierRecordsTests
{
    [Theory]
    [InlineData("VERIFIED", "APPROVED", RegistrationStatus.Registered)]
    [InlineData("VERIFIED", "IN_REVIEW", RegistrationStatus.Registered)]
    [InlineData("VERIFIED", null, RegistrationStatus.Registered)]
    [InlineData("VERIFIED", "SUSPENDED", RegistrationStatus.Failed)]
    [InlineData("VERIFIED", "FAILED", RegistrationStatus.Failed)]
    [InlineData("FAILED", "APPROVED", RegistrationStatus.Failed)]
    [InlineData("PENDING", "APPROVED", RegistrationStatus.Pending)]
    [InlineData("IN_PROGRESS", "APPROVED", RegistrationStatus.Pending)]
    [InlineData("PENDING", "PENDING", RegistrationStatus.Pending)]
    [InlineData("A_WORD_OF_TOMORROW", "APPROVED", RegistrationStatus.Pending)]
    public void Campaign_and_brand_say_whether_a_number_may_send(
        string campaign,
        string? brand,
        RegistrationStatus status
    ) =>
        Assert.Equal(
            status,
            new CarrierRecords(
                brand is null ? [] : [new Brand("BN1", brand, null)],
                [new Campaign("QE1", "MG1", "BN1", campaign)],
                [Samples.BusinessNumber],
                [("MG1", Samples.BusinessNumber)]
            )
                .Check(Samples.BusinessNumber, Samples.TenantId)
                .Status
        );

    [Theory]
    [InlineData(Samples.BusinessNumber, RegistrationStatus.Unregistered)]
    [InlineData("+14165550123", RegistrationStatus.Unregistered)]
    [InlineData("+18885550123", RegistrationStatus.NotApplicable)]
    [InlineData("+447700900123", RegistrationStatus.NotApplicable)]
    [InlineData("12345", RegistrationStatus.NotApplicable)]
    [InlineData("+14155550199", RegistrationStatus.Unknown)]
    public void A_number_in_no_campaign_is_unregistered_where_it_needs_one_and_is_known(
        string number,
        RegistrationStatus status
    ) =>
        Assert.Equal(
            status,
            new CarrierRecords(
                [],
                [new Campaign("QE1", "MG1", "BN1", "VERIFIED")],
                [Samples.BusinessNumber, "+14165550123", "+18885550123", "+447700900123", "12345"],
                [("MG2", Samples.BusinessNumber)]
            )
                .Check(number, Samples.TenantId)
                .Status
        );

    [Fact]
    public void Of_several_campaigns_the_best_counts()
    {
        var records = new CarrierRecords(
            [],
            [
                new Campaign("QE1", "MG1", null, "FAILED"),
                new Campaign("QE2", "MG2", null, "VERIFIED"),
                new Campaign("QE3", "MG1", null, "PENDING"),
            ],
            [Samples.BusinessNumber],
            [("MG1", Samples.BusinessNumber), ("MG2", Samples.BusinessNumber)]
        );
        Assert.Equal("QE2", records.Check(Samples.BusinessNumber, Samples.TenantId).Campaign?.Sid);
    }

    /// <summary>US-bound is what carriers filter: the US with its territories.</summary>
    [Theory]
    [InlineData(RegistrationStatus.Unregistered, Samples.BusinessNumber, "+12125550147", true)]
    [InlineData(RegistrationStatus.Pending, Samples.BusinessNumber, "+12125550147", true)]
    [InlineData(RegistrationStatus.Failed, Samples.BusinessNumber, "+12125550147", true)]
    [InlineData(RegistrationStatus.Registered, Samples.BusinessNumber, "+12125550147", false)]
    [InlineData(RegistrationStatus.Unknown, Samples.BusinessNumber, "+12125550147", false)]
    [InlineData(RegistrationStatus.NotApplicable, Samples.BusinessNumber, "+12125550147", false)]
    [InlineData(RegistrationStatus.Unregistered, Samples.BusinessNumber, "+17875550147", true)]
    [InlineData(RegistrationStatus.Unregistered, Samples.BusinessNumber, "+14165550147", false)]
    [InlineData(RegistrationStatus.Unregistered, Samples.BusinessNumber, "+18765550147", false)]
    [InlineData(RegistrationStatus.Unregistered, Samples.BusinessNumber, "+447700900123", false)]
    [InlineData(RegistrationStatus.Unregistered, "+14165550123", "+12125550147", true)]
    [InlineData(RegistrationStatus.Unregistered, "+18885550123", "+12125550147", false)]
    public void Only_texts_to_the_US_from_a_long_code_that_is_known_not_to_be_registered_are_held_back(
        RegistrationStatus status,
        string from,
        string to,
        bool forbids
    ) => Assert.Equal(forbids, NumberRegistration.Forbids(status, from, to));

    [Fact]
    public void Each_status_has_a_word_of_its_own() =>
        Assert.All(
            Enum.GetValues<RegistrationStatus>(),
            status => Assert.Equal(status, NumberRegistration.FromWord(status.ToWord()))
        );
}
