using CacheKit.Diagnostics;

namespace CacheKit.Tests.Diagnostics;

public sealed class SentenceTests
{
    [Theory]
    [InlineData("Connection refused", "Connection refused.")]
    [InlineData("Connection refused ", "Connection refused.")]
    [InlineData("It did not answer.", "It did not answer.")]
    [InlineData("Is it running?", "Is it running?")]
    [InlineData("It said 'a…", "It said 'a…")]
    public void Words_end_as_a_sentence_does(string words, string sentence) => Assert.Equal(sentence, Sentence.Of(words));
}
