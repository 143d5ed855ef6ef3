"""Line images to readings: network, codec, decoding, confidence, training, and the base model's weights.

Import from the modules; torch is loaded only by those that compute with it.
"""
