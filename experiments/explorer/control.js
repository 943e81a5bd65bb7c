// A native field whose value belongs to the browser: a redrawn page never moves what a hand is dragging.
// Moves are told at most every 80 ms, and the last one always.
export default {
  template: `
    <select v-if="kind === 'select'" ref="field" @change="tell(0)">
      <option v-for="one in options" :key="one[0]" :value="one[0]">{{ one[1] }}</option>
    </select>
    <input v-else-if="kind === 'range'" ref="field" type="range" @input="tell(80)" @change="tell(0)">
    <input v-else ref="field" :type="kind" @change="tell(0)">`,
  props: { kind: String, initial: String, options: Array },
  mounted() {
    this.last = this.initial;
    this.show(this.initial);
  },
  beforeUnmount() {
    clearTimeout(this.timer);
  },
  methods: {
    show(value) {
      this.last = value;
      this.$refs.field.value = value;
    },
    tell(pause) {
      if (pause && this.timer) return; // told when the pause is over
      clearTimeout(this.timer);
      this.timer = null;
      const value = this.$refs.field.value;
      if (value === this.last) return;
      this.last = value;
      this.$emit("moved", value);
      if (pause)
        this.timer = setTimeout(() => {
          this.timer = null;
          this.tell(pause);
        }, pause);
    },
  },
};
